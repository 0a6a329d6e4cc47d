import { z } from "zod";
import { checkSearch, searchOne } from "./check-search.ts";
import { checkVectors } from "./check-vectors.ts";
import {
  ClosedIndexError,
  EmptyIndexError,
  IndexTableError,
  VectorDimensionError,
  VectorOptionsError,
} from "./errors.ts";
import { ExactIndex } from "./exact-index.ts";
import {
  type LanceConnection,
  type LanceModule,
  type LanceTable,
  type LanceVectorQuery,
  loadLance,
} from "./lance-module.ts";
import {
  createLanceTable,
  describeLanceTable,
  lanceDistances,
  openLanceTable,
  toLanceRows,
} from "./lance-table.ts";
import { rowBatches, type VectorStream } from "./row-batches.ts";
import {
  type BatchNeighbours,
  type Neighbours,
  type Vector,
  type VectorIndex,
  type VectorMetric,
  type Vectors,
  vectorMetrics,
} from "./vector-index.ts";

export interface LanceOptions {
  /** Default: "vectors" */
  readonly table?: string;
  /** Default: "cosine" */
  readonly metric?: VectorMetric;
  /** Of the object store, as `{ region, endpoint }`; credentials are better left to the environment. */
  readonly storageOptions?: Record<string, string>;
  /** How many parts of an index are searched. Default: LanceDB's */
  readonly nprobes?: number;
  /** How many candidates of a graph are kept. Default: LanceDB's */
  readonly efSearch?: number;
  /** How many times `k` rows are compared by their full vectors where an index rounds them. Default: LanceDB's */
  readonly refineFactor?: number;
  /** Default: the installed `@lancedb/lancedb` */
  readonly module?: LanceModule;
}

export interface LanceCreateOptions extends LanceOptions {
  /** Default: the length of the first vector */
  readonly dimensions?: number;
  /** What the table gets; without one all rows are compared. Default: "none" */
  readonly index?: "none" | "hnswSq" | "ivfPq";
  /** Whether a table of that name is replaced; without it, its being there is an error. Default: false */
  readonly overwrite?: boolean;
  readonly onProgress?: (rows: number) => void;
}

const batchRows = 8192;
/** Queries in one request. */
const batchQueries = 64;

const foundRow = z.object({
  row: z.union([z.number(), z.bigint().transform(Number)]).pipe(z.int().nonnegative()),
  _distance: z.number(),
  query_index: z.number().default(0),
});
const storedRow = z.object({ row: foundRow.shape.row, vector: z.custom<Iterable<number>>() });

/**
 * Search in a LanceDB table, on disk or in an object store, of a column `vector` and a column `row` with its number: for
 * tables larger than memory, and for several machines that read one. LanceDB is installed by whoever wants it.
 */
export class LanceIndex implements VectorIndex {
  readonly kind = "lance";
  readonly dimensions: number;
  readonly size: number;
  readonly metric: VectorMetric;
  readonly #connection: LanceConnection;
  readonly #table: LanceTable;
  readonly #options: LanceOptions;
  #closed = false;

  private constructor(
    connection: LanceConnection,
    table: LanceTable,
    facts: { dimensions: number; size: number; metric: VectorMetric },
    options: LanceOptions,
  ) {
    this.#connection = connection;
    this.#table = table;
    this.#options = options;
    this.dimensions = facts.dimensions;
    this.size = facts.size;
    this.metric = facts.metric;
  }

  /**
   * Writes a table; one that fails midway is dropped.
   *
   * @param uri a folder, or `s3://bucket/path`, `gs://…`, `az://…`
   * @throws OptionalPackageError, IndexTableError, VectorDimensionError, VectorValueError, EmptyIndexError
   */
  static async create(
    vectors: Vectors | VectorStream,
    uri: string,
    { index = "none", overwrite = false, dimensions, onProgress, ...options }: LanceCreateOptions = {},
  ): Promise<LanceIndex> {
    const { table: name = "vectors", metric = "cosine" } = options;
    checkMetric(metric);
    const lance = await loadLance(options.module && (async () => options.module));
    const connection = await connect(lance, uri, options);
    try {
      let table: LanceTable | undefined;
      try {
        let size = 0;
        for await (const batch of rowBatches(vectors, batchRows, dimensions)) {
          checkVectors(batch.values, batch.dimensions, metric, "vector", size);
          const rows = toLanceRows(batch.values, batch.dimensions, size);
          if (table) await table.add(rows);
          else table = await createLanceTable(connection, name, rows, overwrite);
          size += rows.length;
          onProgress?.(size);
        }
        if (!table) throw new EmptyIndexError("LanceIndex.create");
        if (index !== "none")
          await table.createIndex("vector", {
            config: lance.Index[index]({ distanceType: lanceDistances[metric] }),
          });
        return await LanceIndex.#of(connection, table, name, metric, options);
      } catch (error) {
        table?.close();
        if (table) await connection.dropTable(name);
        throw error;
      }
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  /**
   * A table that is there already.
   *
   * @param uri a folder, or `s3://bucket/path`, `gs://…`, `az://…`
   * @throws OptionalPackageError, IndexTableError
   */
  static async connect(uri: string, options: LanceOptions = {}): Promise<LanceIndex> {
    const { table: name = "vectors", metric = "cosine" } = options;
    checkMetric(metric);
    const lance = await loadLance(options.module && (async () => options.module));
    const connection = await connect(lance, uri, options);
    try {
      return await LanceIndex.#of(connection, await openLanceTable(connection, name), name, metric, options);
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  static async #of(
    connection: LanceConnection,
    table: LanceTable,
    name: string,
    metric: VectorMetric,
    options: LanceOptions,
  ): Promise<LanceIndex> {
    const facts = await describeLanceTable(table, name, metric);
    return new LanceIndex(connection, table, { ...facts, metric }, options);
  }

  search(query: Vector, k: number): Promise<Neighbours> {
    return searchOne(this, query, k);
  }

  async searchBatch(vectors: Vectors, k: number): Promise<BatchNeighbours> {
    const { queries, count, k: wanted } = checkSearch(this, vectors, k, this.#closed);
    const at = (query: number) => queries.slice(query * this.dimensions, (query + 1) * this.dimensions);
    const scores = Array.from({ length: count }, (): number[] => []);
    const indices = Array.from({ length: count }, (): number[] => []);
    for (let first = 0; first < count; first += batchQueries) {
      let request = this.#table.query().nearestTo(at(first));
      for (let query = first + 1; query < Math.min(first + batchQueries, count); query++)
        request = request.addQueryVector(at(query));
      const found = await this.#configured(request).limit(wanted).select(["row", "_distance"]).toArray();
      for (const { row, _distance, query_index } of z.array(foundRow).parse(found.map(plain))) {
        indices[first + query_index]?.push(row);
        scores[first + query_index]?.push(this.metric === "l2" ? _distance : 1 - _distance);
      }
    }
    return { scores, indices };
  }

  #configured(request: LanceVectorQuery): LanceVectorQuery {
    const { nprobes, efSearch, refineFactor } = this.#options;
    let configured = request.distanceType(lanceDistances[this.metric]);
    if (nprobes !== undefined) configured = configured.nprobes(nprobes);
    if (efSearch !== undefined) configured = configured.ef(efSearch);
    if (refineFactor !== undefined) configured = configured.refineFactor(refineFactor);
    return configured;
  }

  /** Reads the table into memory, and writes it as an exact index: the table itself is saved already. */
  async save(path: string): Promise<void> {
    if (this.#closed) throw new ClosedIndexError(path);
    const { size, dimensions, metric } = this;
    const values = new Float32Array(size * dimensions);
    const seen = new Uint8Array(size);
    for await (const batch of this.#table.query().select(["row", "vector"])) {
      for (const { row, vector } of z.array(storedRow).parse(Array.from(batch.toArray(), plain))) {
        const numbers = [...vector];
        if (numbers.length !== dimensions)
          throw new VectorDimensionError(`vector at row ${row}`, dimensions, numbers.length);
        if (row >= size || seen[row])
          throw new IndexTableError(path, `each row from 0 to ${size - 1} expected once, given ${row}`);
        seen[row] = 1;
        values.set(numbers, row * dimensions);
      }
    }
    using index = await ExactIndex.create(values, { dimensions, metric });
    await index.save(path);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#table.close();
    this.#connection.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

function connect(
  lance: LanceModule,
  uri: string,
  { storageOptions }: LanceOptions,
): Promise<LanceConnection> {
  return lance.connect(uri, storageOptions ? { storageOptions } : {});
}

function checkMetric(metric: VectorMetric): void {
  if (!vectorMetrics.includes(metric))
    throw new VectorOptionsError("metric", `one of ${vectorMetrics.join(", ")}`, metric);
}

/** Rows of Arrow compute their columns; zod wants them there. */
const plain = (row: unknown): unknown => ({ ...(row as object) });
