import { z } from "zod";
import type { NormalizedString } from "../tokenizer/normalized-string.ts";
import { characterPattern } from "../unicode/matches.ts";
import { Normalizer } from "./normalizer.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is for
const deleted = characterPattern(/[\x01-\x08\x0B\x0E-\x1F\x7F\x8F\x9F]/gu);
const spaces = /[\t\n\f\r\u1680\u200B-\u200F\u2028\u2029\u2581\uFEFF\uFFFD]/gu;

/** Sentencepiece's cleaning for machine translation: deletes control characters and makes rare spaces plain ones. */
export class Nmt extends Normalizer {
  override normalize(text: NormalizedString): void {
    text.replace(deleted.matches(text.text), () => "");
    text.setUnits(text.text.replace(spaces, " "));
  }

  override toJson() {
    return { type: "Nmt" };
  }
}

export const nmtJson = z.object({ type: z.literal("Nmt") }).transform(() => new Nmt());
