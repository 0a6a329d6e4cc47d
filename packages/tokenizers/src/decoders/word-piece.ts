import { z } from "zod";
import { Decoder } from "./decoder.ts";

export interface WordPieceOptions {
  /** What tokens inside of a word begin with. Default: `##`. */
  readonly prefix?: string;
  /** Close up spaces before punctuation and English contractions. Default: true. */
  readonly cleanup?: boolean;
}

/** Joins words with spaces and tokens inside of a word without. */
export class WordPiece extends Decoder {
  readonly prefix: string;
  readonly cleanup: boolean;

  constructor({ prefix = "##", cleanup = true }: WordPieceOptions = {}) {
    super();
    this.prefix = prefix;
    this.cleanup = cleanup;
  }

  override decodeChain(tokens: readonly string[]): string[] {
    return tokens.map((token, i) => {
      const isInside = token.startsWith(this.prefix);
      const spaced = i === 0 ? token : isInside ? token.slice(this.prefix.length) : ` ${token}`;
      return this.cleanup ? cleanUp(spaced) : spaced;
    });
  }

  override toJson() {
    return { type: "WordPiece", prefix: this.prefix, cleanup: this.cleanup };
  }
}

export function cleanUp(text: string): string {
  return text
    .replaceAll(" .", ".")
    .replaceAll(" ?", "?")
    .replaceAll(" !", "!")
    .replaceAll(" ,", ",")
    .replaceAll(" ' ", "'")
    .replaceAll(" n't", "n't")
    .replaceAll(" 'm", "'m")
    .replaceAll(" do not", " don't")
    .replaceAll(" 's", "'s")
    .replaceAll(" 've", "'ve")
    .replaceAll(" 're", "'re");
}

export const wordPieceJson = z
  .object({ type: z.literal("WordPiece"), prefix: z.string(), cleanup: z.boolean() })
  .transform((json) => new WordPiece({ prefix: json.prefix, cleanup: json.cleanup }));
