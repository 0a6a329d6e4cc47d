import type { LogitsProcessor } from "./logits-processor.ts";
import { softmax } from "./softmax.ts";

/**
 * Leaves the fewest tokens, of those whose information −ln p is nearest to the expected one, the entropy, whose
 * probabilities add up to `mass` or more. https://arxiv.org/abs/2202.00666
 *
 * @param minTokensToKeep so many of the most typical stay in any case
 */
export function typicalP(mass: number, minTokensToKeep = 1): LogitsProcessor {
  return (logits) => {
    const probabilities = softmax(logits);
    let entropy = 0;
    for (const p of probabilities) if (p > 0) entropy -= p * Math.log(p);
    const distances = probabilities.map((p) => Math.abs(-Math.log(p) - entropy));
    const ids = [...distances.keys()].filter((id) => (probabilities[id] as number) > 0);
    ids.sort((a, b) => (distances[a] as number) - (distances[b] as number));
    let sum = 0;
    let kept = 0;
    while (kept < ids.length && (sum < mass || kept < minTokensToKeep))
      sum += probabilities[ids[kept++] as number] as number;
    for (const id of ids.slice(kept)) logits[id] = Number.NEGATIVE_INFINITY;
    return logits;
  };
}
