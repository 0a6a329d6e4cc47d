import { z } from "zod";
import type { NormalizedString } from "../tokenizer/normalized-string.ts";
import { textPattern } from "../unicode/matches.ts";
import { Normalizer } from "./normalizer.ts";

const dottedI = textPattern("İ");

/** Lower case, each character for itself. */
export function lowercase(text: NormalizedString): void {
  // The one letter that becomes two.
  text.replace(dottedI.matches(text.text), () => "i\u0307");
  // The one letter whose lower case depends on its place in a word, to JavaScript.
  text.setUnits(text.text.replaceAll("Σ", "σ").toLowerCase());
}

export class Lowercase extends Normalizer {
  override normalize(text: NormalizedString): void {
    lowercase(text);
  }

  override toJson() {
    return { type: "Lowercase" };
  }
}

export const lowercaseJson = z.object({ type: z.literal("Lowercase") }).transform(() => new Lowercase());
