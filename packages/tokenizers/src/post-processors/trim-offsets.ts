import type { Encoding } from "../tokenizer/encoding.ts";

/** White space, and Ġ, which is how byte-level tokens spell a plain space. */
const leading = /^[\p{White_Space}Ġ]+/u;
const trailing = /[\p{White_Space}Ġ]$/u;

/**
 * Takes white space at the ends of tokens out of their offsets.
 *
 * @param addPrefixSpace leave a single space at the beginning of a text alone, as it was added and stands for nothing
 */
export function trimOffsets(encoding: Encoding, addPrefixSpace: boolean): void {
  for (const [i, token] of encoding.tokens.entries()) {
    const offsets = encoding.offsets[i] as [number, number];
    let [start, end] = offsets;
    const before = leading.exec(token)?.[0].length ?? 0;
    const after = trailingSpaces(token);
    const isPrefix = (i === 0 || start === 0) && addPrefixSpace && before === 1;
    if (!isPrefix) start = Math.min(start + before, end);
    if (end >= after) end = Math.max(end - after, start);
    offsets[0] = start;
    offsets[1] = end;
  }
}

function trailingSpaces(token: string): number {
  let start = token.length;
  while (start > 0 && trailing.test(token.slice(start - 1, start))) start -= 1;
  return token.length - start;
}
