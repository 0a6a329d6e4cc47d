import { softmax } from "./softmax.ts";

/**
 * Draws a token with the probabilities softmax(logits).
 *
 * @param logits one of them finite at least; −∞ is never drawn
 * @param random uniform, from 0 to below 1
 */
export function sampleToken(logits: Float32Array, random: () => number): number {
  const probabilities = softmax(logits);
  let left = random();
  let drawn = 0;
  for (let tokenId = 0; tokenId < probabilities.length; tokenId++) {
    const probability = probabilities[tokenId] as number;
    if (probability === 0) continue;
    // Rounding may leave a rest after the last one: it is the last one's.
    drawn = tokenId;
    left -= probability;
    if (left < 0) break;
  }
  return drawn;
}
