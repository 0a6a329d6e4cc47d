import { z } from "zod";
import { type Pattern, textPattern } from "./matches.ts";
import { Regex } from "./regex.ts";

/** A text to look for as it is, or a regular expression. */
export type AnyPattern = string | Regex;

/** The text "" matches between all characters, as the regular expression does. */
export function anyPattern(pattern: AnyPattern): Pattern {
  if (typeof pattern !== "string") return pattern;
  return pattern === "" ? new Regex("") : textPattern(pattern);
}

export const anyPatternJson: z.ZodType<AnyPattern> = z.union(
  [
    z.strictObject({ String: z.string() }).transform((json) => json.String),
    z.strictObject({ Regex: z.string() }).transform((json) => new Regex(json.Regex)),
  ],
  { error: 'expected { "String": … } or { "Regex": … }' },
);

export function anyPatternToJson(pattern: AnyPattern) {
  return typeof pattern === "string" ? { String: pattern } : { Regex: pattern.pattern };
}
