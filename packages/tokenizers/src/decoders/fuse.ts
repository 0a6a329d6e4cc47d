import { z } from "zod";
import { Decoder } from "./decoder.ts";

/** Joins all tokens, for a decoder that is to see them as one. */
export class Fuse extends Decoder {
  override decodeChain(tokens: readonly string[]): string[] {
    return [tokens.join("")];
  }

  override toJson() {
    return { type: "Fuse" };
  }
}

export const fuseJson = z.object({ type: z.literal("Fuse") }).transform(() => new Fuse());
