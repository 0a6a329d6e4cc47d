/** The token with the largest logit, the first of equals. */
export function mostLikelyToken(logits: Float32Array): number {
  let best = 0;
  for (let tokenId = 1; tokenId < logits.length; tokenId++)
    if ((logits[tokenId] as number) > (logits[best] as number)) best = tokenId;
  return best;
}
