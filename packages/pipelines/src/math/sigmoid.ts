/** σ(x) = 1 / (1 + exp(−x)), of each number by itself. */
export function sigmoid(logits: ArrayLike<number>): number[] {
  return Array.from(logits, (logit) => 1 / (1 + Math.exp(-logit)));
}
