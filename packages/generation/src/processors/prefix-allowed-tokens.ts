import type { LogitsProcessor } from "./logits-processor.ts";

/** The tokens that may come next. https://arxiv.org/abs/2010.00904 */
export type PrefixAllowedTokensFn = (batchId: number, tokenIds: readonly number[]) => readonly number[];

/** @param rowsPerPrompt how many rows each prompt has, which share its `batchId` */
export function prefixAllowedTokens(allowed: PrefixAllowedTokensFn, rowsPerPrompt: number): LogitsProcessor {
  return (logits, tokenIds, { row }) => {
    const ids = allowed(Math.floor(row / rowsPerPrompt), tokenIds);
    const kept = ids.map((id) => logits[id] ?? Number.NEGATIVE_INFINITY);
    logits.fill(Number.NEGATIVE_INFINITY);
    for (const [i, id] of ids.entries()) if (id < logits.length) logits[id] = kept[i] as number;
    return logits;
  };
}
