import type { NormalizedString } from "../tokenizer/normalized-string.ts";
import { PreTokenizer } from "./pre-tokenizer.ts";

/** One pre-tokenizer after the other, each cutting the words of the one before. */
export class Sequence extends PreTokenizer {
  readonly preTokenizers: readonly PreTokenizer[];

  constructor(preTokenizers: readonly PreTokenizer[]) {
    super();
    this.preTokenizers = preTokenizers;
  }

  override get usesOffsets(): boolean {
    return this.preTokenizers.some((preTokenizer) => preTokenizer.usesOffsets);
  }

  override cut(text: NormalizedString): NormalizedString[] {
    return this.preTokenizers.reduce(
      (words, preTokenizer) => words.flatMap((word) => preTokenizer.cut(word)),
      [text],
    );
  }

  override toJson(): object {
    return {
      type: "Sequence",
      pretokenizers: this.preTokenizers.map((preTokenizer) => preTokenizer.toJson()),
    };
  }
}
