import { z } from "zod";
import { Decoder } from "./decoder.ts";

/** Makes the suffix of a word's last token a space, but for the last word. */
export class BPEDecoder extends Decoder {
  readonly suffix: string;

  constructor(suffix = "</w>") {
    super();
    this.suffix = suffix;
  }

  override decodeChain(tokens: readonly string[]): string[] {
    return tokens.map((token, i) => token.replaceAll(this.suffix, i === tokens.length - 1 ? "" : " "));
  }

  override toJson() {
    return { type: "BPEDecoder", suffix: this.suffix };
  }
}

export const bpeDecoderJson = z
  .object({ type: z.literal("BPEDecoder"), suffix: z.string() })
  .transform((json) => new BPEDecoder(json.suffix));
