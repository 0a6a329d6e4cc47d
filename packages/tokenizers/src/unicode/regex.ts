import { PatternError } from "../errors.ts";
import { Matcher } from "./matcher.ts";
import type { Matches, Pattern } from "./matches.ts";
import { translateOniguruma } from "./oniguruma.ts";

/**
 * A regular expression in the syntax that tokenizer.json files use, that of Oniguruma with `\w` and its like meant for
 * all of Unicode.
 *
 * ```ts
 * new normalizers.Replace(new Regex(" {2,}"), " ");
 * ```
 *
 * @throws PatternError for an invalid one, or for what cannot be translated
 */
export class Regex implements Pattern {
  readonly pattern: string;
  readonly #matcher: Matcher;

  constructor(pattern: string) {
    this.pattern = pattern;
    try {
      this.#matcher = new Matcher(translateOniguruma(pattern), pattern);
    } catch (cause) {
      if (cause instanceof PatternError) throw cause;
      throw new PatternError("invalid regular expression", pattern, { cause });
    }
  }

  /** Where it matches. An empty match directly behind the match before it is none. */
  matches(text: string): Matches {
    return this.#matcher.matches(text);
  }
}
