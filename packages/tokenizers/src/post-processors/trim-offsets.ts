import type { Encoding } from "../tokenizer/encoding.ts";

/**
 * Takes white space at the ends of tokens out of their offsets.
 *
 * @param addPrefixSpace leave a single space at the beginning of a text alone, as it was added and stands for nothing
 */
export function trimOffsets(encoding: Encoding, addPrefixSpace: boolean): void {
  for (const [i, token] of encoding.tokens.entries()) {
    const before = leadingSpaces(token);
    const isFirst = i === 0 || encoding.offsets[i]?.[0] === 0;
    const isPrefix = isFirst && addPrefixSpace && before === 1;
    encoding.trimOffsets(i, isPrefix ? 0 : before, trailingSpaces(token));
  }
}

function leadingSpaces(token: string): number {
  let end = 0;
  while (end < token.length && isSpace(token.charCodeAt(end))) end += 1;
  return end;
}

function trailingSpaces(token: string): number {
  let start = token.length;
  while (start > 0 && isSpace(token.charCodeAt(start - 1))) start -= 1;
  return token.length - start;
}

/** White space, and Ġ, which is how byte-level tokens spell a plain space. */
function isSpace(unit: number): boolean {
  if (unit > 0x20 && unit < 0x85) return false;
  return unit === 0x120 || /\p{White_Space}/u.test(String.fromCharCode(unit));
}
