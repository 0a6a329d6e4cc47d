import { z } from "zod";
import { ArgumentError } from "../errors.ts";
import type { NormalizedString } from "../tokenizer/normalized-string.ts";
import { isCharacter, textPattern } from "../unicode/matches.ts";
import { PreTokenizer, splitText } from "./pre-tokenizer.ts";

/** Cuts at a character, which it drops. */
export class CharDelimiterSplit extends PreTokenizer {
  readonly delimiter: string;

  constructor(delimiter: string) {
    super();
    if (!isCharacter(delimiter)) throw new ArgumentError("a delimiter of one character expected", delimiter);
    this.delimiter = delimiter;
  }

  override cut(text: NormalizedString): NormalizedString[] {
    return splitText(text, textPattern(this.delimiter), "removed");
  }

  override toJson() {
    return { type: "CharDelimiterSplit", delimiter: this.delimiter };
  }
}

export const charDelimiterSplitJson = z
  .object({
    type: z.literal("CharDelimiterSplit"),
    delimiter: z.string().refine(isCharacter, "one character expected"),
  })
  .transform((json) => new CharDelimiterSplit(json.delimiter));
