import { z } from "zod";
import type { NormalizedString } from "../tokenizer/normalized-string.ts";
import { toByteLevel } from "../unicode/byte-level.ts";
import { Normalizer } from "./normalizer.ts";

/** Spells each byte of the text's UTF-8 as a visible character, as the pre-tokenizer of this name does. */
export class ByteLevel extends Normalizer {
  override normalize(text: NormalizedString): void {
    toByteLevel(text);
  }

  override toJson() {
    return { type: "ByteLevel" };
  }
}

export const byteLevelJson = z.object({ type: z.literal("ByteLevel") }).transform(() => new ByteLevel());
