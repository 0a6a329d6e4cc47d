import type { Encoding } from "../tokenizer/encoding.ts";

/** White space, and Ġ, which is how byte-level tokens spell a plain space. */
const leading = /^[\p{White_Space}Ġ]+/u;
const space = /[\p{White_Space}Ġ]/u;

/**
 * Takes white space at the ends of tokens out of their offsets.
 *
 * @param addPrefixSpace leave a single space at the beginning of a text alone, as it was added and stands for nothing
 */
export function trimOffsets(encoding: Encoding, addPrefixSpace: boolean): void {
  for (const [i, token] of encoding.tokens.entries()) {
    const before = leading.exec(token)?.[0].length ?? 0;
    const isFirst = i === 0 || encoding.offsets[i]?.[0] === 0;
    const isPrefix = isFirst && addPrefixSpace && before === 1;
    encoding.trimOffsets(i, isPrefix ? 0 : before, trailingSpaces(token));
  }
}

function trailingSpaces(token: string): number {
  let start = token.length;
  while (start > 0 && space.test(token[start - 1] as string)) start -= 1;
  return token.length - start;
}
