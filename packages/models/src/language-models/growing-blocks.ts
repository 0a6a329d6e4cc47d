import type { Example } from "@llm-course/training";
import { shuffle, uniform } from "../corpora/shuffle.ts";

export interface GrowingBlocksOptions {
  /** Tokens of the blocks in the first epoch, in the second, … */
  readonly lengths: readonly number[];
  readonly batchSize: number;
  readonly seed: number;
}

/** Examples in a fixed order, for `maxSteps` steps. */
export interface GrowingBlocks extends Iterable<Example> {
  readonly maxSteps: number;
}

/**
 * Cuts a text into blocks, epoch by epoch, and mixes those of an epoch. What is near is learned first, from short blocks: of
 * those a batch has fewer tokens, so that an epoch has more steps, and attention costs less. Each epoch begins at another
 * token, so that blocks are cut elsewhere; batches that would not be full are left out.
 */
export function growingBlocks(
  tokens: Uint16Array,
  { lengths, batchSize, seed }: GrowingBlocksOptions,
): GrowingBlocks {
  const random = uniform(seed);
  const epochs = lengths.map((length, epoch) => {
    const start = Math.floor(random() * length);
    const count = Math.floor((tokens.length - start) / length / batchSize) * batchSize;
    const blocks = Array.from({ length: count }, (_, i) => start + i * length);
    return { length, starts: shuffle(blocks, seed + 1 + epoch) };
  });
  return {
    maxSteps: epochs.reduce((steps, { starts }) => steps + starts.length / batchSize, 0),
    *[Symbol.iterator]() {
      for (const { length, starts } of epochs)
        for (const start of starts) {
          const ids = tokens.subarray(start, start + length);
          yield { input_ids: ids, labels: ids, attention_mask: new Uint8Array(length).fill(1) };
        }
    },
  };
}
