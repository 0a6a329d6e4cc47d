import { z } from "zod";
import type { NormalizedString } from "../tokenizer/normalized-string.ts";
import { word } from "../unicode/classes.ts";
import { Matcher } from "../unicode/matcher.ts";
import { PreTokenizer, splitText } from "./pre-tokenizer.ts";

/** `\w+|[^\w\s]+` */
const words = new Matcher(`[${word}]+|[^${word}\\p{White_Space}]+`);

/** Runs of letters and digits, and runs of whatever else is no white space. */
export class Whitespace extends PreTokenizer {
  override cut(text: NormalizedString): NormalizedString[] {
    return splitText(text, words, "removed", true);
  }

  override toJson() {
    return { type: "Whitespace" };
  }
}

export const whitespaceJson = z.object({ type: z.literal("Whitespace") }).transform(() => new Whitespace());
