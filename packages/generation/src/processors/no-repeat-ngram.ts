import type { LogitsProcessor } from "./logits-processor.ts";

/** Takes out the tokens that would end an n-gram which is in the sequence already. https://arxiv.org/abs/1705.04304 */
export function noRepeatNgram(size: number): LogitsProcessor {
  return (logits, tokenIds) => removeFollowers(logits, tokenIds, tokenIds, size);
}

/**
 * Takes out the tokens that would end an n-gram of the source: of the input of an encoder, or of the prompt.
 *
 * @param source of a row
 */
export function encoderNoRepeatNgram(
  size: number,
  source: (row: number) => readonly number[],
): LogitsProcessor {
  return (logits, tokenIds, { row }) => removeFollowers(logits, tokenIds, source(row), size);
}

/** Takes out each token that follows, in `source`, the last n − 1 tokens. */
function removeFollowers(
  logits: Float32Array,
  tokenIds: readonly number[],
  source: readonly number[],
  size: number,
): Float32Array {
  const begin = tokenIds.length - size + 1;
  if (begin < 0) return logits;
  for (let at = 0; at + size <= source.length; at++) {
    let same = 0;
    while (same < size - 1 && source[at + same] === tokenIds[begin + same]) same++;
    if (same === size - 1) logits[source[at + same] as number] = Number.NEGATIVE_INFINITY;
  }
  return logits;
}
