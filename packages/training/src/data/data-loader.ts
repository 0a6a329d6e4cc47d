import type { Batch } from "@llm-course/onnx";
import type { BatchOrigin, DataCollator } from "./collator.ts";
import { defaultDataCollator } from "./default-data-collator.ts";
import { checkSize, epochBatches, part, type Shard } from "./epoch-batches.ts";
import { DataLoaderError, ExampleError } from "./errors.ts";
import { type Dataset, type Example, type IndexedDataset, isIndexed, isSequence } from "./example.ts";

export interface DataLoaderOptions {
  /** Examples of a batch. Default: 8. */
  readonly batchSize?: number;
  /** Another order in each epoch. Needs a dataset with `length` and `at`. Default: false. */
  readonly shuffle?: boolean;
  /** Of the order, together with the epoch. Default: 42. */
  readonly seed?: number;
  /** Makes a batch of examples. Default: `defaultDataCollator`. */
  readonly collate?: DataCollator;
  /** Leaves out the last batch where it is smaller. Default: false. */
  readonly dropLast?: boolean;
  /** Puts examples of similar length into a batch, by the length of `input_ids`. Default: false. */
  readonly groupByLength?: boolean;
  /** Of several data-parallel workers. Default: the only one. */
  readonly shard?: Shard;
}

/**
 * Batches of a dataset; each iteration goes through it once. The order depends on the seed and the epoch alone.
 *
 * @throws DataLoaderError for options that the dataset does not allow
 * @throws ExampleError, while iterating, for an example that cannot become part of a batch
 */
export class DataLoader implements AsyncIterable<Batch> {
  /** Of an epoch; unknown for a dataset that can only be iterated. */
  readonly length: number | undefined;
  readonly batchSize: number;
  readonly #dataset: Dataset;
  readonly #options: Required<DataLoaderOptions>;
  #epoch = 0;
  #lengths: Promise<number[]> | undefined;

  constructor(dataset: Dataset, options: DataLoaderOptions = {}) {
    const {
      batchSize = 8,
      seed = 42,
      shard = { index: 0, count: 1 },
      collate = defaultDataCollator,
    } = options;
    const { shuffle = false, dropLast = false, groupByLength = false } = options;
    if (!Number.isInteger(batchSize) || batchSize < 1)
      throw new DataLoaderError(`invalid batchSize, expected a whole number from 1 on: ${batchSize}`);
    if (!(shard.index >= 0 && shard.index < shard.count))
      throw new DataLoaderError(`invalid shard, expected an index below ${shard.count}: ${shard.index}`);
    if ((shuffle || groupByLength) && !isIndexed(dataset))
      throw new DataLoaderError(
        `${shuffle ? "shuffle" : "groupByLength"} needs a dataset with length and at(index), collect it into an array first`,
      );
    this.#dataset = dataset;
    this.#options = { batchSize, seed, shard, collate, shuffle, dropLast, groupByLength };
    this.batchSize = batchSize;
    this.length = isIndexed(dataset) ? epochBatches(dataset.length, this.#epochOptions()).length : undefined;
  }

  /** Which epoch is iterated next, from 0 on. */
  setEpoch(epoch: number): void {
    this.#epoch = epoch;
  }

  /** The same loader for one of several workers: `batchSize` is then that of each. */
  shard(shard: Shard): DataLoader {
    const loader = new DataLoader(this.#dataset, { ...this.#options, shard });
    loader.setEpoch(this.#epoch);
    return loader;
  }

  [Symbol.asyncIterator](): AsyncGenerator<Batch, void> {
    return this.from(0);
  }

  /** The batches from one on, as when a training is resumed. Examples before it are not read where they have numbers. */
  async *from(first: number): AsyncGenerator<Batch, void> {
    const { collate } = this.#options;
    const epoch = this.#epoch;
    let batch = 0;
    if (isIndexed(this.#dataset)) {
      for (const numbers of (await this.#batches(this.#dataset)).slice(first))
        yield collated(await exampleAt(this.#dataset, numbers), collate, { epoch, numbers });
    } else
      for await (const counted of this.#streamed(this.#dataset)) {
        if (batch++ < first) continue;
        const numbers = counted.map(([number]) => number);
        yield collate(
          counted.map(([, example]) => example),
          { epoch, numbers },
        );
      }
  }

  /** The numbers of a batch's examples; nothing where the dataset can only be iterated. */
  async examplesOf(batch: number): Promise<readonly number[] | undefined> {
    return isIndexed(this.#dataset) ? (await this.#batches(this.#dataset))[batch] : undefined;
  }

  async #batches(dataset: IndexedDataset): Promise<number[][]> {
    if (this.#options.groupByLength) this.#lengths ??= exampleLengths(dataset);
    return epochBatches(dataset.length, { ...this.#epochOptions(), lengths: await this.#lengths });
  }

  #epochOptions() {
    return { ...this.#options, epoch: this.#epoch };
  }

  /** A batch ahead, since what is left at the end may belong to the last one. */
  async *#streamed(dataset: Iterable<Example> | AsyncIterable<Example>): AsyncGenerator<Counted[], void> {
    const { batchSize, shard, dropLast } = this.#options;
    const whole = batchSize * shard.count;
    let ready: Counted[] | undefined;
    let next: Counted[] = [];
    let count = 0;
    for await (const example of dataset) {
      next.push([count++, example]);
      if (next.length < whole) continue;
      if (ready) yield part(ready, shard);
      ready = next;
      next = [];
    }
    if (!ready) checkSize(next.length, shard);
    if (dropLast) next = [];
    if (ready && next.length < shard.count) ready.push(...next.splice(0));
    if (ready) yield part(ready, shard);
    if (next.length > 0) yield part(next, shard);
  }
}

/** An example of a stream, and how many came before it. */
type Counted = readonly [number, Example];

async function exampleAt(dataset: IndexedDataset, numbers: readonly number[]): Promise<Example[]> {
  return Promise.all(
    numbers.map(async (number) => {
      const example = await dataset.at(number);
      if (example === undefined)
        throw new DataLoaderError(
          `expected an example at every index below ${dataset.length}, none at: ${number}`,
        );
      return example;
    }),
  );
}

/** Errors tell which example of the dataset they are about. */
function collated(examples: readonly Example[], collate: DataCollator, origin: BatchOrigin): Batch {
  try {
    return collate(examples, origin);
  } catch (error) {
    const number = error instanceof ExampleError ? origin.numbers[error.position] : undefined;
    throw error instanceof ExampleError && number !== undefined ? error.at(number) : error;
  }
}

async function exampleLengths(dataset: IndexedDataset): Promise<number[]> {
  const lengths: number[] = [];
  for (let i = 0; i < dataset.length; i++) {
    const ids = (await dataset.at(i))?.input_ids;
    if (!isSequence(ids))
      throw new DataLoaderError(`groupByLength needs input_ids in every example, none in example: ${i}`);
    lengths.push(ids.length);
  }
  return lengths;
}
