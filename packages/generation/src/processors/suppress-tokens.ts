import type { LogitsProcessor } from "./logits-processor.ts";

/** Takes out tokens, always. */
export function suppressTokens(ids: readonly number[]): LogitsProcessor {
  return (logits) => {
    for (const id of ids) logits[id] = Number.NEGATIVE_INFINITY;
    return logits;
  };
}

/**
 * Takes out tokens at one place.
 *
 * @param place of the first new token: 0; after a token that is forced to come first: 1
 */
export function beginSuppressTokens(ids: readonly number[], place: number): LogitsProcessor {
  const suppress = suppressTokens(ids);
  return (logits, tokenIds, context) =>
    tokenIds.length - context.promptLength === place ? suppress(logits, tokenIds, context) : logits;
}
