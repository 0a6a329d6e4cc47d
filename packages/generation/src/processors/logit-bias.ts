import type { LogitsProcessor } from "./logits-processor.ts";

/** Adds a number to the logits of tokens: −100 as good as takes them out, 100 leaves no others. */
export function logitBias(biases: ReadonlyMap<number, number>): LogitsProcessor {
  return (logits) => {
    for (const [id, bias] of biases) logits[id] = (logits[id] as number) + bias;
    return logits;
  };
}
