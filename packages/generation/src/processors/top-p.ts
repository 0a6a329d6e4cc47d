import type { LogitsProcessor } from "./logits-processor.ts";
import { softmax } from "./softmax.ts";

/**
 * Leaves the nucleus: the fewest likeliest tokens whose probabilities add up to p or more, and those equal to the last
 * of them. https://arxiv.org/abs/1904.09751
 *
 * @param minTokensToKeep so many of the likeliest stay in any case
 */
export function topP(p: number, minTokensToKeep = 1): LogitsProcessor {
  return (logits) => {
    const probabilities = softmax(logits);
    // All tokens below this together have less than 1 − p, so none of them is in the nucleus and needs sorting.
    const negligible = minTokensToKeep > 1 ? 0 : (1 - p) / logits.length;
    const candidates = probabilities.filter((probability) => probability >= negligible).sort();
    let sum = 0;
    let place = candidates.length;
    while (place > 0 && (sum < p || candidates.length - place < minTokensToKeep))
      sum += candidates[--place] as number;
    return removeUnlikely(logits, probabilities, candidates[place] as number);
  };
}

/** Takes out the tokens with a probability below another. */
export function removeUnlikely(
  logits: Float32Array,
  probabilities: Float64Array,
  least: number,
): Float32Array {
  for (let i = 0; i < logits.length; i++)
    if ((probabilities[i] as number) < least) logits[i] = Number.NEGATIVE_INFINITY;
  return logits;
}
