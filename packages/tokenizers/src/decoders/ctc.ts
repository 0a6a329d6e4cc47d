import { z } from "zod";
import { Decoder } from "./decoder.ts";
import { cleanUp } from "./word-piece.ts";

export interface CtcOptions {
  /** What separates tokens that are to stay two. Default: `<pad>`. */
  readonly padToken?: string;
  /** What becomes a space. Default: `|`. */
  readonly wordDelimiterToken?: string;
  /** Make delimiters spaces and close up spaces before punctuation. Default: true. */
  readonly cleanup?: boolean;
}

/** Of speech: drops repetitions and padding. */
export class CTC extends Decoder {
  readonly padToken: string;
  readonly wordDelimiterToken: string;
  readonly cleanup: boolean;

  constructor({ padToken = "<pad>", wordDelimiterToken = "|", cleanup = true }: CtcOptions = {}) {
    super();
    this.padToken = padToken;
    this.wordDelimiterToken = wordDelimiterToken;
    this.cleanup = cleanup;
  }

  override decodeChain(tokens: readonly string[]): string[] {
    return tokens
      .filter((token, i) => i === 0 || token !== tokens[i - 1])
      .map((token) => {
        const spoken = token.replaceAll(this.padToken, "");
        return this.cleanup ? cleanUp(spoken).replaceAll(this.wordDelimiterToken, " ") : spoken;
      })
      .filter((token) => token !== "");
  }

  override toJson() {
    return {
      type: "CTC",
      pad_token: this.padToken,
      word_delimiter_token: this.wordDelimiterToken,
      cleanup: this.cleanup,
    };
  }
}

export const ctcJson = z
  .object({
    type: z.literal("CTC"),
    pad_token: z.string(),
    word_delimiter_token: z.string(),
    cleanup: z.boolean(),
  })
  .transform(
    (json) =>
      new CTC({
        padToken: json.pad_token,
        wordDelimiterToken: json.word_delimiter_token,
        cleanup: json.cleanup,
      }),
  );
