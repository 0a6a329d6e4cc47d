import { availableParallelism } from "node:os";
import { setImmediate } from "node:timers/promises";
import { saveAtomically } from "../save/save-atomically.ts";
import { checkSearch, searchOne, toBatch } from "./check-search.ts";
import { checkVectors, flatten } from "./check-vectors.ts";
import {
  ClosedIndexError,
  EmptyIndexError,
  IndexFileError,
  VectorDimensionError,
  VectorOptionsError,
} from "./errors.ts";
import { ExactThreads } from "./exact-threads.ts";
import { readIndexFooter, sealIndexFile } from "./index-file.ts";
import { findUsearch, type Usearch } from "./load-usearch.ts";
import { nativeScan, suitsNative } from "./native-scan.ts";
import { npyHeader, writeNpy } from "./npy.ts";
import { scan, scanQueries } from "./scan.ts";
import { TopK } from "./top-k.ts";
import {
  type BatchNeighbours,
  type Neighbours,
  type Vector,
  type VectorIndex,
  type VectorMetric,
  type Vectors,
  vectorMetrics,
} from "./vector-index.ts";
import { FileSource, MemorySource, type VectorSource } from "./vector-source.ts";

export interface ExactOptions {
  /** Needed where the vectors are one array. Default: the length of the first row */
  readonly dimensions?: number;
  /** Default: "cosine" */
  readonly metric?: VectorMetric;
  /** `native`: usearch's loop where there is a binary; `javascript`: ours, which runs everywhere. Default: "native" */
  readonly engine?: "native" | "javascript";
  /** How many threads may be used where there is much to compare. Default: as many as the processor runs at once */
  readonly threads?: number;
}

/** How an index file is opened. */
export interface OpenOptions {
  /** What the queries will have; another number in the file is an error. */
  readonly dimensions?: number;
  /** Reads all of the file and compares its checksum. Default: false, which checks what could crash the process */
  readonly verify?: boolean;
}

/** Multiplications from which starting threads pays. */
const threadedWork = 5e8;
/** How long, in ms, a search keeps others from running. */
const slice = 50;

/**
 * Search that compares a query with every vector, and so misses none. Scores are computed in float64.
 *
 * Vectors stay where they are: an array is not copied, so it must not be changed; a file is read again, block by block, at
 * each search, by `open`, or once, by `load`.
 */
export class ExactIndex implements VectorIndex {
  readonly kind = "exact";
  readonly dimensions: number;
  readonly size: number;
  readonly metric: VectorMetric;
  readonly #source: VectorSource;
  readonly #usearch: Usearch | undefined;
  readonly #threads: number;
  readonly #workers: ExactThreads | undefined;
  #closed = false;

  private constructor(
    source: VectorSource,
    metric: VectorMetric,
    usearch: Usearch | undefined,
    threads: number,
  ) {
    this.#source = source;
    this.dimensions = source.dimensions;
    this.size = source.rows;
    this.metric = metric;
    this.#usearch = usearch && suitsNative(source) ? usearch : undefined;
    this.#threads = threads;
    if (!this.#usearch && source.values && threads > 1)
      this.#workers = new ExactThreads(source.values, source.dimensions, threads);
  }

  /** @throws VectorDimensionError, VectorValueError, VectorOptionsError, EmptyIndexError */
  static async create(vectors: Vectors, options: ExactOptions = {}): Promise<ExactIndex> {
    const { metric = "cosine", engine = "native", threads = availableParallelism() } = options;
    if (vectors.length === 0) throw new EmptyIndexError("ExactIndex.create");
    const first = vectors instanceof Float32Array ? undefined : vectors[0]?.length;
    const dimensions = options.dimensions ?? first;
    if (!Number.isSafeInteger(dimensions) || !dimensions || dimensions < 1)
      throw new VectorOptionsError("dimensions", "how many numbers a row has", dimensions);
    if (!vectorMetrics.includes(metric))
      throw new VectorOptionsError("metric", `one of ${vectorMetrics.join(", ")}`, metric);
    if (!Number.isSafeInteger(threads) || threads < 1)
      throw new VectorOptionsError("threads", "an integer of at least 1", threads);
    const values = flatten(vectors, dimensions, "vector");
    const source = new MemorySource(values, checkVectors(values, dimensions, metric, "vector"));
    return new ExactIndex(source, metric, await findEngine(engine), threads);
  }

  /**
   * An index in a file that `save` wrote, without reading its vectors now.
   *
   * @throws IndexFileError, IndexVersionError, VectorDimensionError
   */
  static async open(
    path: string,
    options: OpenOptions & Pick<ExactOptions, "engine"> = {},
  ): Promise<ExactIndex> {
    const footer = await readIndexFooter(path, options);
    if (footer.kind !== "exact")
      throw new IndexFileError(path, `index of kind ${footer.kind}, open it as that`);
    if (options.dimensions !== undefined && options.dimensions !== footer.dimensions)
      throw new VectorDimensionError(`vectors of ${path}`, options.dimensions, footer.dimensions);
    const { rows, dimensions, vectors } = footer;
    if (
      vectors.start !== npyHeader(rows, dimensions).length ||
      vectors.end - vectors.start !== rows * dimensions * 4
    )
      throw new IndexFileError(path, `${rows} vectors of ${dimensions} numbers expected`);
    const usearch = await findEngine(options.engine ?? "native");
    return new ExactIndex(new FileSource(path, footer, vectors.start), footer.metric, usearch, 1);
  }

  /** As `open`, with the vectors read into memory and checked. */
  static async load(
    path: string,
    { engine, threads, ...options }: OpenOptions & Pick<ExactOptions, "engine" | "threads"> = {},
  ): Promise<ExactIndex> {
    using file = await ExactIndex.open(path, options);
    const { size, dimensions, metric } = file;
    const values = new Float32Array(size * dimensions);
    let at = 0;
    for (const block of file.#source.blocks()) {
      values.set(block, at);
      at += block.length;
    }
    return ExactIndex.create(values, {
      dimensions,
      metric,
      ...(engine && { engine }),
      ...(threads && { threads }),
    });
  }

  search(query: Vector, k: number): Promise<Neighbours> {
    return searchOne(this, query, k);
  }

  async searchBatch(vectors: Vectors, k: number): Promise<BatchNeighbours> {
    const checked = checkSearch(this, vectors, k, this.#closed);
    const queries = scanQueries(checked.queries, checked.squares, this);
    const tops = Array.from({ length: checked.count }, () => new TopK(checked.k));
    const work = this.size * this.dimensions * checked.count;
    if (this.#usearch) await this.#native(this.#usearch, { ...checked, queries, tops });
    else if (this.#workers && work >= threadedWork) await this.#workers.scan(queries, tops, checked.k);
    else await this.#eachBlock((block, first) => scan(block, first, queries, tops));
    const found = tops.map((top) => top.sorted());
    // Inside, more is nearer.
    if (this.metric === "l2")
      return toBatch(
        found.map(({ scores, indices }) => ({ scores: scores.map((value) => 0 - value), indices })),
      );
    return toBatch(found);
  }

  async #native(
    usearch: Usearch,
    search: Omit<Parameters<typeof nativeScan>[1], "largestSquare" | "threads">,
  ): Promise<void> {
    const native = { ...search, largestSquare: this.#source.largestSquare, threads: this.#threads };
    const { values } = this.#source;
    // The library reads an array's memory from its first byte on, wherever the array starts in it.
    if (values?.byteOffset === 0) await nativeScan(usearch, native, values, 0);
    else
      await this.#eachBlock((block, first) =>
        nativeScan(usearch, native, values ? block.slice() : block, first),
      );
  }

  async #eachBlock(visit: (block: Float32Array, first: number) => void | Promise<void>): Promise<void> {
    let first = 0;
    let since = performance.now();
    for (const block of this.#source.blocks()) {
      await visit(block, first);
      first += block.length / this.dimensions;
      if (performance.now() - since >= slice) {
        await setImmediate();
        since = performance.now();
      }
      if (this.#closed) throw new ClosedIndexError("closed during a search");
    }
  }

  /** As numpy's `.npy`, with a footer that numpy does not read: `np.load(path, mmap_mode="r")` gives the vectors. */
  async save(path: string): Promise<void> {
    if (this.#closed) throw new ClosedIndexError(path);
    const { size: rows, dimensions, metric } = this;
    const { smallestSquare, largestSquare } = this.#source;
    await saveAtomically(path, async (temporary) => {
      await writeNpy(temporary, rows, dimensions, this.#source.blocks());
      const start = npyHeader(rows, dimensions).length;
      await sealIndexFile(
        temporary,
        { kind: "exact", metric, dimensions, rows, smallestSquare, largestSquare },
        { start, end: start + rows * dimensions * 4 },
      );
    });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#workers?.close();
    this.#source.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

async function findEngine(engine: string): Promise<Usearch | undefined> {
  if (engine !== "native" && engine !== "javascript")
    throw new VectorOptionsError("engine", '"native" or "javascript"', engine);
  return engine === "native" ? findUsearch() : undefined;
}
