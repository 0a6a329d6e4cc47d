import { EmptyIndexError, VectorOptionsError } from "./errors.ts";
import { ExactIndex, type ExactOptions } from "./exact-index.ts";
import { type BuildOptions, HnswIndex } from "./hnsw-index.ts";
import { findUsearch } from "./load-usearch.ts";
import { type RowBatch, rowBatches, type VectorStream } from "./row-batches.ts";
import type { VectorIndex, Vectors } from "./vector-index.ts";

export interface CreateVectorIndexOptions extends BuildOptions, Pick<ExactOptions, "engine"> {
  /** `auto`: exact up to `exactUpTo` rows, and where usearch has no binary; HNSW beyond. Default: "auto" */
  readonly kind?: "auto" | "exact" | "hnsw";
  /** Default: 50,000 */
  readonly exactUpTo?: number;
}

const batchRows = 1024;

/**
 * An index of vectors, of the kind that suits their number; `kind` of what is returned says which it is.
 *
 * @param vectors rows after one another in one array (give `dimensions`), an array of rows, or a stream of rows
 * @throws EmptyIndexError, VectorOptionsError, VectorDimensionError, VectorValueError, and NativeLibraryError for `hnsw`
 *   where there is no binary
 */
export async function createVectorIndex(
  vectors: Vectors | VectorStream,
  { kind = "auto", exactUpTo = 50_000, engine, ...options }: CreateVectorIndexOptions = {},
): Promise<VectorIndex> {
  if (kind === "hnsw") return HnswIndex.create(vectors, options);
  if (kind !== "exact" && kind !== "auto")
    throw new VectorOptionsError("kind", 'one of "auto", "exact", "hnsw"', kind);
  const native = kind === "auto" && engine !== "javascript" ? await findUsearch() : undefined;
  const batches = rowBatches(vectors, batchRows, options.dimensions);
  const kept: RowBatch[] = [];
  let rows = 0;
  // Not `for await`, which would end the stream where it is left for HNSW to go on with.
  for (let next = await batches.next(); !next.done; next = await batches.next()) {
    const batch = next.value;
    kept.push(batch);
    rows += batch.values.length / batch.dimensions;
    if (native && rows > exactUpTo) return HnswIndex.create(listOfRows(kept, batches), options);
  }
  const dimensions = kept[0]?.dimensions;
  if (dimensions === undefined) throw new EmptyIndexError("createVectorIndex");
  const { metric, threads, onProgress } = options;
  const index = await ExactIndex.create(
    vectors instanceof Float32Array ? vectors : joined(kept, rows * dimensions),
    { dimensions, ...(metric && { metric }), ...(engine && { engine }), ...(threads && { threads }) },
  );
  onProgress?.(rows);
  return index;
}

/** What was kept, which is let go of, and then what is still to come. */
async function* listOfRows(kept: RowBatch[], rest: AsyncIterable<RowBatch>): AsyncGenerator<Float32Array[]> {
  for (let batch = kept.shift(); batch; batch = kept.shift()) yield rowsOf(batch);
  for await (const batch of rest) yield rowsOf(batch);
}

function rowsOf({ values, dimensions }: RowBatch): Float32Array[] {
  return Array.from({ length: values.length / dimensions }, (_, row) =>
    values.subarray(row * dimensions, (row + 1) * dimensions),
  );
}

function joined(batches: readonly RowBatch[], length: number): Float32Array {
  const values = new Float32Array(length);
  let at = 0;
  for (const batch of batches) {
    values.set(batch.values, at);
    at += batch.values.length;
  }
  return values;
}
