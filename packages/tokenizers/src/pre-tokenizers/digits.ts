import { z } from "zod";
import type { NormalizedString } from "../tokenizer/normalized-string.ts";
import { numeric } from "../unicode/classes.ts";
import { characterPattern } from "../unicode/matches.ts";
import { PreTokenizer, splitText } from "./pre-tokenizer.ts";

export interface DigitsOptions {
  /** Each digit for itself. Default: false, numbers as a whole. */
  readonly individualDigits?: boolean;
}

const digits = characterPattern(numeric);

/** Cuts numbers out. */
export class Digits extends PreTokenizer {
  readonly individualDigits: boolean;

  constructor({ individualDigits = false }: DigitsOptions = {}) {
    super();
    this.individualDigits = individualDigits;
  }

  override cut(text: NormalizedString): NormalizedString[] {
    return splitText(text, digits, this.individualDigits ? "isolated" : "contiguous");
  }

  override toJson() {
    return { type: "Digits", individual_digits: this.individualDigits };
  }
}

export const digitsJson = z
  .object({ type: z.literal("Digits"), individual_digits: z.boolean() })
  .transform((json) => new Digits({ individualDigits: json.individual_digits }));
