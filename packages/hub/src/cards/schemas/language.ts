import { z } from "zod";

/** What is no code of ISO 639, and what the Hub takes all the same. */
const special = ["code", "multilingual"];

const names = new Intl.DisplayNames("en", { type: "language", fallback: "none" });

/**
 * Whether the Hub takes it for `language`: a code of ISO 639-1, or what looks like one of 639-2 or 639-3, whose thousands
 * this library has no list of.
 */
export function isLanguageCode(code: string): boolean {
  if (special.includes(code)) return true;
  if (/^[a-z]{3}$/.test(code)) return true;
  return /^[a-z]{2}$/.test(code) && names.of(code) !== undefined;
}

const languageCode = z.string().refine(isLanguageCode, {
  error:
    "a code of ISO 639 in lower case, code or multilingual expected (codes such as pt-BR go to language_bcp47)",
});

export const languageFields = {
  language: z
    .union([languageCode, z.array(languageCode)], { error: "a code of ISO 639 or a list of them expected" })
    .optional(),
  language_bcp47: z.array(z.string()).optional(),
  language_details: z.union([z.string(), z.array(z.string())]).optional(),
};
