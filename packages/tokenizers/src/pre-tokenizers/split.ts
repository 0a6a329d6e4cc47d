import { z } from "zod";
import type { NormalizedString } from "../tokenizer/normalized-string.ts";
import type { SplitBehavior } from "../tokenizer/split.ts";
import { type AnyPattern, anyPattern, anyPatternJson, anyPatternToJson } from "../unicode/any-pattern.ts";
import type { Pattern } from "../unicode/matches.ts";
import { PreTokenizer, splitText } from "./pre-tokenizer.ts";

export interface SplitOptions {
  /** Take what is between the matches for the delimiters, so that the pattern says what a word is. Default: false. */
  readonly invert?: boolean;
}

/** Cuts at a text or a regular expression. */
export class Split extends PreTokenizer {
  readonly pattern: AnyPattern;
  readonly behavior: SplitBehavior;
  readonly invert: boolean;
  readonly #pattern: Pattern;

  constructor(pattern: AnyPattern, behavior: SplitBehavior, { invert = false }: SplitOptions = {}) {
    super();
    this.pattern = pattern;
    this.behavior = behavior;
    this.invert = invert;
    this.#pattern = anyPattern(pattern);
  }

  override cut(text: NormalizedString): NormalizedString[] {
    return splitText(text, this.#pattern, this.behavior, this.invert);
  }

  override toJson() {
    const { pattern, behavior, invert } = this;
    return {
      type: "Split",
      pattern: anyPatternToJson(pattern),
      behavior: behaviorToJson(behavior),
      invert,
    };
  }
}

export const behaviorJson = z.enum([
  "Removed",
  "Isolated",
  "MergedWithPrevious",
  "MergedWithNext",
  "Contiguous",
]);

/** From MergedWithNext to merged_with_next. */
export function behaviorFromJson(behavior: z.output<typeof behaviorJson>): SplitBehavior {
  return behavior.replace(/(?<=.)[A-Z]/g, "_$&").toLowerCase() as SplitBehavior;
}

export function behaviorToJson(behavior: SplitBehavior): string {
  return behavior.replace(/(?:^|_)(.)/g, (_, letter: string) => letter.toUpperCase());
}

export const splitJson = z
  .object({
    type: z.literal("Split"),
    pattern: anyPatternJson,
    behavior: behaviorJson,
    invert: z.boolean(),
  })
  .transform((json) => new Split(json.pattern, behaviorFromJson(json.behavior), { invert: json.invert }));
