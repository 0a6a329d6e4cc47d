import type { BatchOf, Mapper } from "../dataset/map-function.ts";
import type { Batch, Row } from "../dataset/row.ts";
import { ColumnError, DatasetArgumentError } from "../errors.ts";
import type { FeatureMap } from "../table/source.ts";
import { batchStream } from "./batch-stream.ts";
import { concatenateStreams } from "./concatenate-streams.ts";
import type { Cursor, Open, Position } from "./cursor.ts";
import { filterStream } from "./filter-stream.ts";
import { type InterleaveOptions, interleaveStreams } from "./interleave-streams.ts";
import { mapStream } from "./map-stream.ts";
import { openShards, type Shard } from "./shards.ts";
import { shuffleStream } from "./shuffle-stream.ts";
import { skipStream } from "./skip-stream.ts";
import { takeStream } from "./take-stream.ts";

export interface StreamMapOptions {
  readonly batched?: boolean;
  /** Default: 1000 */
  readonly batchSize?: number;
  readonly withIndices?: boolean;
  readonly inputColumns?: readonly string[];
  readonly removeColumns?: readonly string[];
}

/** Where a stream is, for `loadStateDict`. */
export interface StreamState {
  readonly epoch: number;
  readonly position: Position;
}

interface Plan<R> {
  readonly open: Open<R>;
  readonly features?: FeatureMap | undefined;
  /** As long as rows come straight from shards, their order and their choice can change. */
  readonly shards?: readonly Shard<R>[] | undefined;
}

/**
 * Rows that are read one after the other and never all there: of files far away, or larger than the disk. Methods say what is to
 * be done with each row when it comes; nothing is read before that.
 */
export class IterableDataset<R extends object = Row> implements AsyncIterable<R> {
  readonly #plan: Plan<R>;
  #epoch = 0;
  #from: Position | undefined;
  #cursor: Cursor<R> | undefined;

  constructor(plan: Plan<R>) {
    this.#plan = plan;
  }

  /** @param shards parts that can be read alone, for `shard` and for shuffling their order */
  static ofShards<R extends object = Row>(
    shards: readonly Shard<R>[],
    features?: FeatureMap,
  ): IterableDataset<R> {
    return new IterableDataset({ open: openShards(shards), features, shards });
  }

  /** Rows of a function that makes them anew each time, as a generator does. */
  static fromGenerator<R extends object = Row>(
    generate: () => Iterable<R> | AsyncIterable<R>,
  ): IterableDataset<R> {
    return IterableDataset.ofShards([
      async function* rows(firstRow) {
        let row = 0;
        for await (const each of generate()) if (row++ >= firstRow) yield each;
      },
    ]);
  }

  /** Names and types of the columns, where they are known without reading. */
  get features(): FeatureMap | undefined {
    return this.#plan.features;
  }

  get columnNames(): string[] | undefined {
    return this.#plan.features && [...this.#plan.features.keys()];
  }

  /** How many parts can be read alone. */
  get numShards(): number {
    return this.#plan.shards?.length ?? 1;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<R> {
    const cursor = this.#plan.open(this.#epoch, this.#from);
    this.#from = undefined;
    this.#cursor = cursor;
    try {
      for (let row = await cursor.next(); row !== undefined; row = await cursor.next()) yield row;
    } finally {
      await cursor.close();
    }
  }

  /** Another epoch has another order where there is a shuffle. */
  setEpoch(epoch: number): void {
    this.#epoch = epoch;
  }

  /** Where the loop over this dataset is now; plain data. */
  stateDict(): StreamState {
    return { epoch: this.#epoch, position: this.#cursor?.position() ?? this.#from };
  }

  /** The next loop over this dataset goes on from there. */
  loadStateDict({ epoch, position }: StreamState): void {
    this.#epoch = epoch;
    this.#from = position;
  }

  /** @throws MapFunctionError when a row comes for which the function throws */
  map<Out extends object = Row>(
    mapper: (row: R, index: number) => unknown,
    options?: StreamMapOptions & { readonly batched?: false },
  ): IterableDataset<Out>;
  map<Out extends object = Row>(
    mapper: (batch: BatchOf<R>, indices: number[]) => unknown,
    options: StreamMapOptions & { readonly batched: true },
  ): IterableDataset<Out>;
  map<Out extends object = Row>(mapper: Mapper, options?: StreamMapOptions): IterableDataset<Out>;
  map<Out extends object = Row>(mapper: Mapper, options: StreamMapOptions = {}): IterableDataset<Out> {
    const {
      batched = false,
      batchSize = 1000,
      withIndices = false,
      inputColumns,
      removeColumns = [],
    } = options;
    checkCount("batchSize", batchSize, 1);
    const settings = { batched, batchSize, withIndices, inputColumns, removeColumns };
    return new IterableDataset({
      open: mapStream(this.#plan.open as Open<Row>, mapper, settings) as Open<Out>,
    });
  }

  filter(condition: (row: R) => unknown): IterableDataset<R>;
  filter(condition: Mapper): IterableDataset<R>;
  filter(condition: Mapper): IterableDataset<R> {
    return this.#then(filterStream(this.#plan.open as Open<Row>, condition) as Open<R>);
  }

  /**
   * Rows in random order, as far as a buffer allows, and shards too.
   *
   * @param options.seed default: 0
   * @param options.bufferSize rows that are drawn from, default: 1000
   */
  shuffle({
    seed = 0,
    bufferSize = 1000,
  }: {
    readonly seed?: number;
    readonly bufferSize?: number;
  } = {}): IterableDataset<R> {
    checkCount("bufferSize", bufferSize, 1);
    const { shards, open } = this.#plan;
    return this.#then(shuffleStream(shards ? openShards(shards, seed) : open, seed, bufferSize));
  }

  take(count: number): IterableDataset<R> {
    checkCount("count", count, 0);
    return this.#then(takeStream(this.#plan.open, count));
  }

  skip(count: number): IterableDataset<R> {
    checkCount("count", count, 0);
    return this.#then(skipStream(this.#plan.open, count));
  }

  /** One of several parts, each of whole shards. @throws DatasetArgumentError if there are fewer shards than parts */
  shard({ numShards, index }: { readonly numShards: number; readonly index: number }): IterableDataset<R> {
    const { shards, features } = this.#plan;
    if (!shards || shards.length < numShards)
      throw new DatasetArgumentError(
        `no more parts than the ${this.numShards} shards expected, before map, filter or shuffle`,
        numShards,
      );
    checkCount("index", index, 0);
    if (index >= numShards)
      throw new DatasetArgumentError(`an index from 0 to ${numShards - 1} expected`, index);
    return IterableDataset.ofShards(
      shards.filter((_, i) => i % numShards === index),
      features,
    );
  }

  /** Batches of columns instead of rows. */
  batch(batchSize: number, { dropLastBatch = false } = {}): IterableDataset<Batch> {
    checkCount("batchSize", batchSize, 1);
    return new IterableDataset({ open: batchStream(this.#plan.open as Open<Row>, batchSize, dropLastBatch) });
  }

  selectColumns(columns: string | readonly string[]): IterableDataset {
    const names = this.#known(columns);
    return this.#rows((row) => Object.fromEntries(names.map((name) => [name, row[name]])));
  }

  removeColumns(columns: string | readonly string[]): IterableDataset {
    const names = this.#known(columns);
    return this.#rows((row) =>
      Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name))),
    );
  }

  renameColumns(names: Readonly<Record<string, string>>): IterableDataset {
    this.#known(Object.keys(names));
    return this.#rows((row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [names[name] ?? name, value])),
    );
  }

  renameColumn(from: string, to: string): IterableDataset {
    return this.renameColumns({ [from]: to });
  }

  #rows(change: (row: Row) => Row): IterableDataset {
    const { open } = this.#plan;
    const changed: Open<Row> = (epoch, from) => {
      const inner = open(epoch, from) as Cursor<Row>;
      const next = async () => {
        const row = await inner.next();
        return row === undefined ? undefined : change(row);
      };
      return { next, position: () => inner.position(), close: () => inner.close() };
    };
    return new IterableDataset({ open: changed });
  }

  #known(columns: string | readonly string[]): readonly string[] {
    const names = typeof columns === "string" ? [columns] : columns;
    const { columnNames } = this;
    const unknown = columnNames && names.find((name) => !columnNames.includes(name));
    if (unknown !== undefined)
      throw new ColumnError(`one of the columns ${columnNames?.join(", ")} expected`, unknown);
    return names;
  }

  #then(open: Open<R>): IterableDataset<R> {
    return new IterableDataset({ open, features: this.#plan.features });
  }

  static interleave<R extends object>(
    datasets: readonly IterableDataset<R>[],
    options?: InterleaveOptions,
  ): IterableDataset<R> {
    return new IterableDataset({
      open: interleaveStreams(
        datasets.map((each) => each.#plan.open),
        options,
      ),
    });
  }

  static concatenate<R extends object>(datasets: readonly IterableDataset<R>[]): IterableDataset<R> {
    return new IterableDataset({ open: concatenateStreams(datasets.map((each) => each.#plan.open)) });
  }
}

function checkCount(name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least)
    throw new DatasetArgumentError(`a ${name} of ${least} or more expected`, value);
}
