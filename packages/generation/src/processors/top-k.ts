import { kthLargest } from "./kth-largest.ts";
import type { LogitsProcessor } from "./logits-processor.ts";
import { removeBelow } from "./remove-below.ts";

/** Leaves the k likeliest tokens, and those equal to the last of them. https://arxiv.org/abs/1805.04833 */
export function topK(k: number): LogitsProcessor {
  return (logits) => removeBelow(logits, kthLargest(logits, Math.min(k, logits.length)));
}
