/** The token with the largest logit, the first of equals. */
export function mostLikelyToken(logits: Float32Array): number {
  let best = 0;
  let largest = logits[0] as number;
  for (let tokenId = 1; tokenId < logits.length; tokenId++) {
    const logit = logits[tokenId] as number;
    if (logit > largest) {
      largest = logit;
      best = tokenId;
    }
  }
  return best;
}
