import { largestOf } from "./softmax.ts";

/** xᵢ − ln Σ e^xⱼ, in place. */
export function logSoftmax(logits: Float32Array): Float32Array {
  const largest = largestOf(logits);
  let total = 0;
  for (let i = 0; i < logits.length; i++) total += Math.exp((logits[i] as number) - largest);
  const shift = largest + Math.log(total);
  for (let i = 0; i < logits.length; i++) logits[i] = (logits[i] as number) - shift;
  return logits;
}
