import { kthLargest } from "./kth-largest.ts";
import type { LogitsProcessor } from "./logits-processor.ts";
import { removeBelow } from "./remove-below.ts";

/**
 * Leaves the tokens that are at least `p` times as likely as the likeliest. https://arxiv.org/abs/2407.01082
 *
 * @param minTokensToKeep so many of the likeliest stay in any case
 */
export function minP(p: number, minTokensToKeep = 1): LogitsProcessor {
  return (logits) => {
    const least = kthLargest(logits, 1) + Math.log(p);
    const kept = minTokensToKeep > 1 ? kthLargest(logits, Math.min(minTokensToKeep, logits.length)) : least;
    return removeBelow(logits, Math.min(least, kept));
  };
}
