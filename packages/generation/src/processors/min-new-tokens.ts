import type { LogitsProcessor } from "./logits-processor.ts";

/** Takes out the tokens that end a sequence until it has so many new tokens. */
export function minNewTokens(count: number, eosTokenIds: Iterable<number>): LogitsProcessor {
  return (logits, tokenIds, { promptLength }) => {
    if (tokenIds.length - promptLength < count)
      for (const id of eosTokenIds) if (id < logits.length) logits[id] = Number.NEGATIVE_INFINITY;
    return logits;
  };
}
