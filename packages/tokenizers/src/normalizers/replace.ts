import { z } from "zod";
import type { NormalizedString } from "../tokenizer/normalized-string.ts";
import { type AnyPattern, anyPattern, anyPatternJson, anyPatternToJson } from "../unicode/any-pattern.ts";
import type { Pattern } from "../unicode/matches.ts";
import { Normalizer } from "./normalizer.ts";

/** Puts a text in place of each match. */
export class Replace extends Normalizer {
  readonly pattern: AnyPattern;
  readonly content: string;
  readonly #pattern: Pattern;

  constructor(pattern: AnyPattern, content: string) {
    super();
    this.pattern = pattern;
    this.content = content;
    this.#pattern = anyPattern(pattern);
  }

  override normalize(text: NormalizedString): void {
    text.replace(this.#pattern.matches(text.text), () => this.content);
  }

  override toJson() {
    return { type: "Replace", pattern: anyPatternToJson(this.pattern), content: this.content };
  }
}

export const replaceJson = z
  .object({ type: z.literal("Replace"), pattern: anyPatternJson, content: z.string() })
  .transform((json) => new Replace(json.pattern, json.content));
