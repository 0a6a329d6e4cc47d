import { z } from "zod";
import type { NormalizedString } from "../tokenizer/normalized-string.ts";
import { combiningMarks } from "../unicode/classes.ts";
import { characterPattern } from "../unicode/matches.ts";
import { Normalizer } from "./normalizer.ts";

const accents = characterPattern(combiningMarks);

/** Deletes combining marks. A letter with an accent has one only in the forms NFD and NFKD: use one of them before. */
export class StripAccents extends Normalizer {
  override normalize(text: NormalizedString): void {
    text.replace(accents.matches(text.text), () => "");
  }

  override toJson() {
    return { type: "StripAccents" };
  }
}

export const stripAccentsJson = z
  .object({ type: z.literal("StripAccents") })
  .transform(() => new StripAccents());
