import { codePointLimit } from "../code-points.ts";

/**
 * The characters to start with, as code points in ascending order: all that occur and all of `initialAlphabet`. With a
 * `limit`, the most frequent ones, where the initial ones count as most frequent, and of equally frequent ones those of
 * smaller code points (which in Hugging Face's library depends on a random seed).
 */
export function chooseAlphabet(
  counts: Float64Array,
  { initialAlphabet, limit }: { initialAlphabet: readonly string[]; limit: number | undefined },
): number[] {
  const frequency = new Map<number, number>();
  for (let codePoint = 0; codePoint < codePointLimit; codePoint++) {
    const count = counts[codePoint] as number;
    if (count > 0) frequency.set(codePoint, count);
  }
  for (const character of initialAlphabet)
    frequency.set(character.codePointAt(0) as number, Number.POSITIVE_INFINITY);

  const byFrequency = [...frequency].sort(([a, m], [b, n]) => (m === n ? a - b : n - m));
  return byFrequency
    .slice(0, limit)
    .map(([codePoint]) => codePoint)
    .sort((a, b) => a - b);
}
