/** "cls": the first token. "lastToken": the last one that is no padding. "mean": over all that are none. */
export type Pooling = "mean" | "cls" | "lastToken";

/**
 * One vector for a row of tokens. mean: Σ mask·h / Σ mask.
 *
 * @param hidden one vector for each token
 * @param mask 1 for tokens, 0 for padding
 */
export function pool(
  hidden: readonly ArrayLike<number>[],
  mask: readonly number[],
  pooling: Pooling,
): Float32Array {
  const tokens = hidden.filter((_, i) => mask[i] === 1);
  if (pooling === "cls") return Float32Array.from(tokens[0] ?? []);
  if (pooling === "lastToken") return Float32Array.from(tokens.at(-1) ?? []);
  const sum = new Float64Array(hidden[0]?.length ?? 0);
  for (const vector of tokens) for (let i = 0; i < sum.length; i++) (sum[i] as number) += vector[i] as number;
  return Float32Array.from(sum, (value) => value / tokens.length);
}

/** v / ‖v‖: of length 1, so that a dot product of two is the cosine of their angle. */
export function normalize(vector: Float32Array): Float32Array {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return vector.map((value) => value / length);
}
