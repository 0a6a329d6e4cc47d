import { kthLargest } from "./kth-largest.ts";
import { softmax } from "./softmax.ts";

/**
 * Changes the logits of the next token of one sequence; a token with −∞ is out. Processors run one after the other.
 *
 * @param tokenIds the sequence so far: its prompt, without padding, and the tokens generated
 * @returns as many logits, in memory of their own
 */
export type LogitsProcessor = (logits: Float32Array, tokenIds: readonly number[]) => Float32Array;

/** Divides by the temperature: below 1 the likely tokens get likelier, above 1 less so. */
export function temperature(value: number): LogitsProcessor {
  return (logits) => logits.map((logit) => logit / value);
}

/** Leaves the k likeliest tokens, and those equal to the last of them. */
export function topK(k: number): LogitsProcessor {
  return (logits) => {
    const least = kthLargest(logits, Math.min(k, logits.length));
    return logits.map((logit) => (logit < least ? Number.NEGATIVE_INFINITY : logit));
  };
}

/**
 * Leaves the nucleus: the fewest likeliest tokens whose probabilities add up to p or more, and those equal to the last
 * of them. https://arxiv.org/abs/1904.09751
 */
export function topP(p: number): LogitsProcessor {
  return (logits) => {
    const probabilities = softmax(logits);
    // All tokens below this together have less than 1 − p, so none of them is in the nucleus and needs sorting.
    const negligible = (1 - p) / logits.length;
    const candidates = probabilities.filter((probability) => probability >= negligible).sort();
    let sum = 0;
    let place = candidates.length;
    while (place > 0 && sum < p) sum += candidates[--place] as number;
    const least = candidates[place] as number;
    return logits.map((logit, i) =>
      (probabilities[i] as number) < least ? Number.NEGATIVE_INFINITY : logit,
    );
  };
}
