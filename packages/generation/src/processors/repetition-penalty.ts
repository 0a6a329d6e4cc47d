import type { LogitsProcessor } from "./logits-processor.ts";

/**
 * Makes tokens of the sequence so far less likely, for a penalty above 1: positive logits are divided by it, negative
 * ones multiplied. https://arxiv.org/abs/1909.05858
 */
export function repetitionPenalty(penalty: number): LogitsProcessor {
  return (logits, tokenIds) => {
    for (const id of new Set(tokenIds)) {
      const logit = logits[id] as number;
      logits[id] = logit < 0 ? logit * penalty : logit / penalty;
    }
    return logits;
  };
}
