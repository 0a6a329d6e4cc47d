import { z } from "zod";
import type { NormalizedString } from "../tokenizer/normalized-string.ts";
import { whiteSpace } from "../unicode/classes.ts";
import { characterPattern } from "../unicode/matches.ts";
import { PreTokenizer, splitText } from "./pre-tokenizer.ts";

const spaces = characterPattern(whiteSpace);

/** What is between white space. */
export class WhitespaceSplit extends PreTokenizer {
  override cut(text: NormalizedString): NormalizedString[] {
    return splitText(text, spaces, "removed");
  }

  override toJson() {
    return { type: "WhitespaceSplit" };
  }
}

export const whitespaceSplitJson = z
  .object({ type: z.literal("WhitespaceSplit") })
  .transform(() => new WhitespaceSplit());
