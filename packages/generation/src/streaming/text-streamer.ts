import type { TextDecoding } from "./text-decoding.ts";

export interface TextStreamerOptions {
  /** Whether tokens such as the one that ends a sequence are left out of the text. Default: true. */
  readonly skipSpecialTokens?: boolean;
}

// Scripts that are written without spaces, of which every character is ready as soon as it is there.
const withoutSpaces = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]$/u;

/**
 * Turns tokens into text as they come, in pieces that end where a word does: a character whose bytes are not all there,
 * or a word that the next token may go on with, waits. The pieces together are the decoded text.
 */
export class TextStreamer {
  readonly #tokenizer: TextDecoding;
  readonly #skip: boolean;
  #tokenIds: number[] = [];
  #given = 0;

  constructor(tokenizer: TextDecoding, { skipSpecialTokens = true }: TextStreamerOptions = {}) {
    this.#tokenizer = tokenizer;
    this.#skip = skipSpecialTokens;
  }

  /** @returns the text that is ready, often none */
  put(tokenId: number): string {
    this.#tokenIds.push(tokenId);
    const text = this.#text();
    const ready = withoutSpaces.test(text) || text.endsWith("\n") ? text.length : text.lastIndexOf(" ") + 1;
    const piece = text.slice(this.#given, ready);
    this.#given = Math.max(this.#given, ready);
    if (text.endsWith("\n")) this.#forget();
    return piece;
  }

  /** @returns what is left, at the end */
  end(): string {
    const rest = this.#text().slice(this.#given);
    this.#forget();
    return rest;
  }

  /** Lines are decoded by themselves, so that a long text is not decoded again for every token. */
  #forget(): void {
    this.#tokenIds = [];
    this.#given = 0;
  }

  #text(): string {
    return this.#tokenizer.decode(this.#tokenIds, {
      skipSpecialTokens: this.#skip,
      skip_special_tokens: this.#skip,
    });
  }
}
