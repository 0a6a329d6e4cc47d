import type { LogitsContext, LogitsProcessor } from "./logits-processor.ts";

/**
 * Leaves only the tokens that must come next.
 *
 * @param forced these tokens at this place, or undefined where any may come
 */
export function forcedTokens(
  forced: (length: number, context: LogitsContext) => readonly number[] | undefined,
): LogitsProcessor {
  return (logits, tokenIds, context) => {
    const ids = forced(tokenIds.length, context);
    if (ids === undefined) return logits;
    logits.fill(Number.NEGATIVE_INFINITY);
    for (const id of ids) logits[id] = 0;
    return logits;
  };
}
