import { open as openFile } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import type { Index } from "usearch";
import { saveAtomically } from "../save/save-atomically.ts";
import { checkSearch, searchOne } from "./check-search.ts";
import {
  ClosedIndexError,
  EmptyIndexError,
  IndexFileError,
  IndexVersionError,
  VectorDimensionError,
} from "./errors.ts";
import type { OpenOptions } from "./exact-index.ts";
import { type HnswOptions, type HnswSettings, parseHnswOptions } from "./hnsw-options.ts";
import {
  prepareQueries,
  prepareRows,
  type Representation,
  scaleFor,
  toScore,
} from "./hnsw-representation.ts";
import { readIndexFooter, sealIndexFile } from "./index-file.ts";
import { loadUsearch, type Usearch } from "./load-usearch.ts";
import { rowBatches, type VectorStream } from "./row-batches.ts";
import type {
  BatchNeighbours,
  Neighbours,
  Vector,
  VectorIndex,
  VectorMetric,
  Vectors,
} from "./vector-index.ts";

export interface BuildOptions extends HnswOptions {
  /** Called after each batch of 256 rows with the number of rows that are in. */
  readonly onProgress?: (rows: number) => void;
}

/** Rows to add, and queries, after which other work may go on. */
const batchRows = 256;
const bytesPerNumber = { f32: 4, f16: 2, i8: 1 };

type Settings = Omit<HnswSettings, "dimensions"> & Representation;

/**
 * A graph of neighbours (hierarchical navigable small world), by usearch: much quicker than comparing all, at the price of
 * missing a neighbour now and then. It may give fewer than `k` where the graph has parts that do not hang together.
 */
export class HnswIndex implements VectorIndex {
  readonly kind = "hnsw";
  readonly dimensions: number;
  readonly size: number;
  readonly metric: VectorMetric;
  readonly #settings: Settings;
  #index: Index | undefined;

  private constructor(index: Index, settings: Settings) {
    this.#index = index;
    this.#settings = settings;
    this.dimensions = settings.dimensions;
    this.metric = settings.metric;
    this.size = index.size();
  }

  /**
   * Adds all vectors, in batches between which other work goes on.
   *
   * @throws NativeLibraryError, VectorOptionsError, VectorDimensionError, VectorValueError, EmptyIndexError
   */
  static async create(
    vectors: Vectors | VectorStream,
    { onProgress, ...options }: BuildOptions = {},
  ): Promise<HnswIndex> {
    const given = parseHnswOptions(options);
    const usearch = await loadUsearch();
    let index: Index | undefined;
    let settings: Settings | undefined;
    let size = 0;
    for await (const { values, dimensions } of rowBatches(vectors, batchRows, given.dimensions)) {
      settings ??= { ...given, dimensions, scale: scaleFor(values, dimensions, given.metric) };
      index ??= emptyIndex(usearch, settings);
      const rows = prepareRows(values, settings, size);
      const keys = BigUint64Array.from({ length: values.length / dimensions }, (_, i) => BigInt(size + i));
      // Vectors that threads add at once may miss each other, and the first would find nobody else: parts of their own.
      const atOnce = size === 0 ? 1 : keys.length;
      for (let i = 0; i < keys.length; i += atOnce)
        index.add(
          keys.subarray(i, i + atOnce),
          rows.subarray(i * dimensions, (i + atOnce) * dimensions) as typeof rows,
          given.threads,
        );
      size += keys.length;
      onProgress?.(size);
      await setImmediate();
    }
    if (!index || !settings) throw new EmptyIndexError("HnswIndex.create");
    return new HnswIndex(index, settings);
  }

  /**
   * An index in a file that `save` wrote, mapped into memory: it is there at once, and the system reads what is searched.
   *
   * @param options.efSearch instead of the one it was built with
   * @throws NativeLibraryError, IndexFileError, IndexVersionError, VectorDimensionError
   */
  static open(
    path: string,
    options: OpenOptions & Pick<HnswOptions, "efSearch" | "threads"> = {},
  ): Promise<HnswIndex> {
    return HnswIndex.#read(path, options, "view");
  }

  /** As `open`, with all of it read into memory. */
  static load(
    path: string,
    options: OpenOptions & Pick<HnswOptions, "efSearch" | "threads"> = {},
  ): Promise<HnswIndex> {
    return HnswIndex.#read(path, options, "load");
  }

  static async #read(
    path: string,
    { dimensions, verify, ...options }: OpenOptions & Pick<HnswOptions, "efSearch" | "threads">,
    how: "view" | "load",
  ): Promise<HnswIndex> {
    const footer = await readIndexFooter(path, verify === undefined ? {} : { verify });
    if (footer.kind !== "hnsw")
      throw new IndexFileError(path, `index of kind ${footer.kind}, open it as that`);
    if (dimensions !== undefined && dimensions !== footer.dimensions)
      throw new VectorDimensionError(`vectors of ${path}`, dimensions, footer.dimensions);
    const { metric, m, efConstruction, efSearch, dtype, scale, rows } = footer;
    const given = parseHnswOptions({ metric, m, efConstruction, efSearch, dtype, ...options });
    const settings = { ...given, dimensions: footer.dimensions, scale };
    const usearch = await loadUsearch();
    const index = emptyIndex(usearch, settings);
    try {
      index[how](path);
    } catch (cause) {
      const problem = cause instanceof Error ? cause.message : String(cause);
      if (/rebuild/.test(problem)) throw new IndexVersionError(path, footer.writtenBy, problem, { cause });
      throw new IndexFileError(path, problem, { cause });
    }
    if (index.size() !== rows || index.dimensions() !== footer.dimensions)
      throw new IndexFileError(path, `${rows} vectors expected, is ${index.size()}`);
    return new HnswIndex(index, settings);
  }

  search(query: Vector, k: number): Promise<Neighbours> {
    return searchOne(this, query, k);
  }

  async searchBatch(vectors: Vectors, k: number): Promise<BatchNeighbours> {
    const { queries, squares, count, k: wanted } = checkSearch(this, vectors, k, this.#index === undefined);
    const batch: BatchNeighbours = { scores: [], indices: [] };
    const prepared = prepareQueries(queries, squares, this.#settings);
    for (let query = 0; query < count; query += batchRows) {
      await (query > 0 && setImmediate());
      const end = Math.min(query + batchRows, count);
      const values = prepared.values.subarray(query * this.dimensions, end * this.dimensions);
      const threads = Math.min(this.#settings.threads, end - query);
      const matches = this.#open().search([values], wanted, threads);
      for (let i = query; i < end; i++) {
        const { keys, distances } = "get" in matches ? matches.get(i - query) : matches;
        batch.indices.push(Array.from(keys, Number));
        batch.scores.push(
          Array.from(distances, (d) => toScore(d, prepared.scales[i] as number, this.#settings)),
        );
      }
    }
    return batch;
  }

  #open(): Index {
    if (this.#index) return this.#index;
    throw new ClosedIndexError(`hnsw of ${this.size} vectors`);
  }

  /** As usearch's own files, which its other languages read, with a footer that they ignore. */
  async save(path: string): Promise<void> {
    const index = this.#open();
    const { dimensions, metric, m, efConstruction, efSearch, dtype, scale } = this.#settings;
    await saveAtomically(path, async (temporary) => {
      index.save(temporary);
      const start = 8;
      const end = start + this.size * dimensions * bytesPerNumber[dtype];
      await sealIndexFile(
        temporary,
        { kind: "hnsw", metric, dimensions, rows: this.size, dtype, m, efConstruction, efSearch, scale },
        { start, end },
        await libraryVersion(temporary, end),
      );
    });
  }

  close(): void {
    this.#index = undefined;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

function emptyIndex({ Index, MetricKind, ScalarKind }: Usearch, settings: Settings): Index {
  const { dimensions, metric, dtype, m, efConstruction, efSearch } = settings;
  // Under cosine vectors have length one, and the product is quicker; 8 bits round lengths, so there it is not.
  const product = dtype === "i8" ? MetricKind.Cos : MetricKind.IP;
  return new Index({
    dimensions,
    metric: metric === "l2" ? MetricKind.L2sq : product,
    quantization: { f32: ScalarKind.F32, f16: ScalarKind.F16, i8: ScalarKind.I8 }[dtype],
    connectivity: m,
    expansion_add: efConstruction,
    expansion_search: efSearch,
    multi: false,
  });
}

/** Behind its vectors a usearch file has 7 letters and its version in three u16. */
async function libraryVersion(path: string, offset: number): Promise<string> {
  const head = Buffer.alloc(13);
  await using file = await openFile(path, "r");
  await file.read(head, 0, head.length, offset);
  if (head.toString("latin1", 0, 7) !== "usearch")
    throw new IndexFileError(path, "usearch writes another format");
  return `usearch ${[7, 9, 11].map((at) => head.readUInt16LE(at)).join(".")}`;
}
