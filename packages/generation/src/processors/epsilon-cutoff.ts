import { kthLargest } from "./kth-largest.ts";
import type { LogitsProcessor } from "./logits-processor.ts";
import { softmax } from "./softmax.ts";

/**
 * Leaves the tokens with a probability of at least epsilon. https://arxiv.org/abs/2210.15191
 *
 * @param minTokensToKeep so many of the likeliest stay in any case
 */
export function epsilonCutoff(epsilon: number, minTokensToKeep = 1): LogitsProcessor {
  return (logits) => {
    const probabilities = softmax(logits);
    const kept = kthLargest(logits, Math.min(minTokensToKeep, logits.length));
    for (let i = 0; i < logits.length; i++)
      if ((probabilities[i] as number) < epsilon && (logits[i] as number) < kept)
        logits[i] = Number.NEGATIVE_INFINITY;
    return logits;
  };
}
