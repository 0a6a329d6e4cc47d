import { PatternError } from "../errors.ts";
import { unknownToRegex } from "./classes.ts";
import { isLowSurrogate, type Matches, type Pattern } from "./matches.ts";

/** Looks for a regular expression as the Rust library's crates do: without what is new in Unicode 17. */
export class Matcher implements Pattern {
  readonly pattern: string;
  readonly #search: RegExp;
  readonly #here: RegExp;
  #end = 0;

  /**
   * @param source for JavaScript's `u` flag
   * @param pattern what to call it in errors
   */
  constructor(source: string, pattern = source) {
    this.pattern = pattern;
    this.#search = new RegExp(source, "gu");
    this.#here = new RegExp(source, "yu");
  }

  /**
   * Where the pattern matches. An empty match directly behind the match before it is none.
   *
   * @throws PatternError if JavaScript's engine runs out of stack, which takes a run of millions of characters
   */
  matches(text: string): Matches {
    const subject = withoutUnknown(text);
    const matches: number[] = [];
    try {
      for (let at = 0, last = -1; at <= subject.length; ) {
        const start = this.#find(subject, at);
        if (start < 0) break;
        const end = this.#end;
        if (start === end && end === last) {
          at += (subject.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
        } else {
          matches.push(start, end);
          at = last = end;
        }
      }
    } catch (cause) {
      throw new PatternError(
        "the text overstrains the regular expression, split it before it is tokenized",
        this.pattern,
        { cause },
      );
    }
    return matches;
  }

  /** Where the next match starts. Most patterns match right here, which is cheaper to ask than where. */
  #find(text: string, at: number): number {
    this.#here.lastIndex = at;
    if (this.#here.test(text)) {
      this.#end = this.#here.lastIndex;
      return at;
    }
    for (let from = at; ; ) {
      this.#search.lastIndex = from;
      const match = this.#search.exec(text);
      if (!match) return -1;
      this.#end = this.#search.lastIndex;
      // V8 also looks between the halves of a surrogate pair, where nothing but an empty match can be.
      if (!isInsidePair(text, match.index)) return match.index;
      from = match.index + 1;
    }
  }
}

function isInsidePair(text: string, at: number): boolean {
  return at > 0 && isLowSurrogate(text.charCodeAt(at)) && (text.codePointAt(at - 1) as number) > 0xffff;
}

/**
 * The text with what Unicode 16 does not know replaced by what is unassigned in any version, so that `\p{L}` and its
 * like are Oniguruma's, and U+0295, a lower-case letter until Unicode 17, by another.
 */
export function withoutUnknown(text: string): string {
  unknownToRegex.lastIndex = 0;
  if (!unknownToRegex.test(text)) return text;
  return text.replace(unknownToRegex, (char) => {
    if (char === "\u0295") return "\u0296";
    return char.length === 1 ? "\u0378" : "\u{E0080}";
  });
}
