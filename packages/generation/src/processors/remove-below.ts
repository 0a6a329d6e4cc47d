/** Takes out the tokens whose logit is less than another. */
export function removeBelow(logits: Float32Array, least: number): Float32Array {
  for (let i = 0; i < logits.length; i++)
    if ((logits[i] as number) < least) logits[i] = Number.NEGATIVE_INFINITY;
  return logits;
}
