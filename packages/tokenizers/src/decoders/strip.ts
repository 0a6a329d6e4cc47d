import { z } from "zod";
import { ArgumentError } from "../errors.ts";
import { isCharacter } from "../unicode/matches.ts";
import { Decoder } from "./decoder.ts";

export interface StripOptions {
  /** The character to delete. Default: a space. */
  readonly content?: string;
  /** How many of it at the beginning of each token, at most. Default: 0. */
  readonly left?: number;
  /** How many at the end. Default: 0. */
  readonly right?: number;
}

/** Deletes a character at the ends of tokens. */
export class Strip extends Decoder {
  readonly content: string;
  readonly left: number;
  readonly right: number;

  constructor({ content = " ", left = 0, right = 0 }: StripOptions = {}) {
    super();
    if (!isCharacter(content)) throw new ArgumentError("one character expected to strip", content);
    this.content = content;
    this.left = left;
    this.right = right;
  }

  override decodeChain(tokens: readonly string[]): string[] {
    const { content, left, right } = this;
    return tokens.map((token) => {
      let [start, end] = [0, token.length];
      for (let i = 0; i < left && token.startsWith(content, start); i++) start += content.length;
      for (let i = 0; i < right && end > start && token.endsWith(content, end); i++) end -= content.length;
      return token.slice(start, end);
    });
  }

  override toJson() {
    return { type: "Strip", content: this.content, start: this.left, stop: this.right };
  }
}

export const stripJson = z
  .object({
    type: z.literal("Strip"),
    content: z.string().refine(isCharacter, "one character expected"),
    start: z.int().nonnegative(),
    stop: z.int().nonnegative(),
  })
  .transform((json) => new Strip({ content: json.content, left: json.start, right: json.stop }));
