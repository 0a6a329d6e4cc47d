import { z } from "zod";
import { type AnyPattern, anyPattern, anyPatternJson, anyPatternToJson } from "../unicode/any-pattern.ts";
import type { Pattern } from "../unicode/matches.ts";
import { Decoder } from "./decoder.ts";

/** Puts a text in place of each match in a token. */
export class Replace extends Decoder {
  readonly pattern: AnyPattern;
  readonly content: string;
  readonly #pattern: Pattern;

  constructor(pattern: AnyPattern, content: string) {
    super();
    this.pattern = pattern;
    this.content = content;
    this.#pattern = anyPattern(pattern);
  }

  override decodeChain(tokens: readonly string[]): string[] {
    return tokens.map((token) => {
      if (token === "") return token;
      const matches = this.#pattern.matches(token);
      let decoded = "";
      let at = 0;
      for (let i = 0; i < matches.length; i += 2) {
        decoded += token.slice(at, matches[i]) + this.content;
        at = matches[i + 1] as number;
      }
      return decoded + token.slice(at);
    });
  }

  override toJson() {
    return { type: "Replace", pattern: anyPatternToJson(this.pattern), content: this.content };
  }
}

export const replaceJson = z
  .object({ type: z.literal("Replace"), pattern: anyPatternJson, content: z.string() })
  .transform((json) => new Replace(json.pattern, json.content));
