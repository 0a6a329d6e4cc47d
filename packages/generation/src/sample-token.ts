import { largestOf } from "./processors/softmax.ts";

/**
 * Draws a token with the probabilities softmax(logits).
 *
 * @param logits one of them finite at least; −∞ is never drawn
 * @param random uniform, from 0 to below 1
 */
export function sampleToken(logits: Float32Array, random: () => number): number {
  const largest = largestOf(logits);
  // The exponentials twice, rather than memory for all of them: mostly all but a few are out.
  let total = 0;
  for (let i = 0; i < logits.length; i++) {
    const logit = logits[i] as number;
    if (logit !== Number.NEGATIVE_INFINITY) total += Math.exp(logit - largest);
  }
  let left = random() * total;
  let drawn = 0;
  for (let tokenId = 0; tokenId < logits.length; tokenId++) {
    const logit = logits[tokenId] as number;
    const weight = logit === Number.NEGATIVE_INFINITY ? 0 : Math.exp(logit - largest);
    if (weight === 0) continue;
    // Rounding may leave a rest after the last one: it is the last one's.
    drawn = tokenId;
    left -= weight;
    if (left < 0) break;
  }
  return drawn;
}
