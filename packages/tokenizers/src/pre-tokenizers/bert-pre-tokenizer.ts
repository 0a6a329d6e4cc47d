import { z } from "zod";
import type { NormalizedString } from "../tokenizer/normalized-string.ts";
import { punctuation, whiteSpace } from "../unicode/classes.ts";
import { characterPattern } from "../unicode/matches.ts";
import { PreTokenizer, splitText } from "./pre-tokenizer.ts";

const spaces = characterPattern(whiteSpace);
const marks = characterPattern(punctuation);

/** Words between white space, and each punctuation mark for itself. */
export class BertPreTokenizer extends PreTokenizer {
  override cut(text: NormalizedString): NormalizedString[] {
    return splitText(text, spaces, "removed").flatMap((word) => splitText(word, marks, "isolated"));
  }

  override toJson() {
    return { type: "BertPreTokenizer" };
  }
}

export const bertPreTokenizerJson = z
  .object({ type: z.literal("BertPreTokenizer") })
  .transform(() => new BertPreTokenizer());
