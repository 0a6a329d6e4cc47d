/** e^xᵢ / Σ e^xⱼ. Loops: this runs for every token, over the whole vocabulary. */
export function softmax(logits: Float32Array): Float64Array {
  const largest = largestOf(logits);
  const probabilities = new Float64Array(logits.length);
  let total = 0;
  for (let i = 0; i < logits.length; i++) {
    const logit = logits[i] as number;
    // Most tokens are out where an earlier processor has left a few.
    if (logit === Number.NEGATIVE_INFINITY) continue;
    const weight = Math.exp(logit - largest);
    probabilities[i] = weight;
    total += weight;
  }
  for (let i = 0; i < probabilities.length; i++) probabilities[i] = (probabilities[i] as number) / total;
  return probabilities;
}

export function largestOf(logits: Float32Array): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < logits.length; i++) if ((logits[i] as number) > largest) largest = logits[i] as number;
  return largest;
}
