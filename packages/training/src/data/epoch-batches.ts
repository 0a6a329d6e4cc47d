import { uniformNumbers } from "../architectures/normal-numbers.ts";
import { DataLoaderError } from "./errors.ts";

export interface Shard {
  /** Which part, from 0 on. */
  readonly index: number;
  readonly count: number;
}

export interface EpochOptions {
  /** Of each shard. */
  readonly batchSize: number;
  readonly shuffle: boolean;
  readonly seed: number;
  readonly epoch: number;
  readonly dropLast: boolean;
  readonly shard: Shard;
  /** The length of each example, to have similar ones in a batch. */
  readonly lengths?: readonly number[] | undefined;
}

/**
 * Which examples make up each batch of an epoch, decided by the options alone.
 *
 * With shards, batch k of all of them together is batch k of one loader whose batches are `shard.count` times as large.
 * All have the same number of batches; what is left at the end is spread evenly, as a batch of its own or, where it is
 * fewer examples than shards, along with the last one.
 */
export function epochBatches(size: number, options: EpochOptions): number[][] {
  const { batchSize, dropLast, shard } = options;
  checkSize(size, shard);
  const order = exampleOrder(size, options);
  const whole = batchSize * shard.count;
  const starts = Array.from({ length: Math.floor(size / whole) }, (_, k) => k * whole);
  const rest = size % whole;
  if (!dropLast && rest > 0 && (rest >= shard.count || starts.length === 0)) starts.push(size - rest);
  const end = dropLast ? size - rest : size;
  return starts.map((start, k) => part(order.slice(start, starts[k + 1] ?? end), shard));
}

/** @throws DataLoaderError where a shard would have no example */
export function checkSize(size: number, { count }: Shard): void {
  if (count > 1 && size < count)
    throw new DataLoaderError(`expected an example for each of ${count} shards, given a dataset of: ${size}`);
}

/** The shard's own examples of a batch; sizes differ by one at most. */
export function part<T>(batch: readonly T[], { index, count }: Shard): T[] {
  const bound = (i: number) => Math.ceil((batch.length * i) / count);
  return batch.slice(bound(index), bound(index + 1));
}

function exampleOrder(
  size: number,
  { shuffle, seed, epoch, lengths, batchSize, shard }: EpochOptions,
): number[] {
  const order = Array.from({ length: size }, (_, i) => i);
  if (shuffle) shuffleInPlace(order, uniformNumbers(seed, `epoch ${epoch}`));
  return lengths ? groupedByLength(order, lengths, batchSize * shard.count) : order;
}

/** Fisher and Yates. */
function shuffleInPlace(items: number[], random: () => number): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [items[i], items[j]] = [items[j] as number, items[i] as number];
  }
}

/** Batches' worth of examples that are sorted together: enough for batches of one length, few enough for chance. */
const batchesSorted = 50;

/**
 * Sorts stretches of the order from long to short, as Hugging Face's `LengthGroupedSampler`. The longest example comes
 * first, so that memory runs out at once if it does.
 */
function groupedByLength(order: readonly number[], lengths: readonly number[], batchSize: number): number[] {
  const stretch =
    Math.max(1, Math.min(batchesSorted, Math.floor(order.length / (batchSize * 4)))) * batchSize;
  const length = (i: number) => lengths[i] ?? 0;
  const grouped: number[] = [];
  for (let start = 0; start < order.length; start += stretch)
    grouped.push(...order.slice(start, start + stretch).sort((a, b) => length(b) - length(a)));
  const longest = grouped.reduce((best, i, at) => (length(i) > length(grouped[best] ?? 0) ? at : best), 0);
  [grouped[0], grouped[longest]] = [grouped[longest] as number, grouped[0] as number];
  return grouped;
}
