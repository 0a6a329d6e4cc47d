import type { Span, TokenizedText } from "./engine.ts";

/** A text that was given in words: word ids are their numbers, and offsets positions in each of them. */
export class WordsText implements TokenizedText {
  readonly #words: readonly TokenizedText[];

  constructor(words: readonly TokenizedText[]) {
    this.#words = words;
  }

  get length(): number {
    return this.#words.reduce((sum, word) => sum + word.length, 0);
  }

  get ids(): number[] {
    return this.#words.flatMap((word) => word.ids);
  }

  get tokens(): string[] {
    return this.#words.flatMap((word) => word.tokens);
  }

  get offsets(): Span[] {
    return this.#words.flatMap((word) => word.offsets);
  }

  get wordIds(): number[] {
    return this.#words.flatMap((word, i) => new Array<number>(word.length).fill(i));
  }
}
