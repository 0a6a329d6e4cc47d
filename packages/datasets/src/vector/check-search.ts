import { checkVectors, flatten } from "./check-vectors.ts";
import { ClosedIndexError, VectorDimensionError, VectorOptionsError } from "./errors.ts";
import type { BatchNeighbours, Neighbours, Vector, VectorIndex, Vectors } from "./vector-index.ts";

/** Queries that can be searched for. */
export interface CheckedSearch {
  readonly queries: Float32Array;
  /** The squared length of each query. */
  readonly squares: Float64Array;
  readonly count: number;
  /** At most the size of the index. */
  readonly k: number;
}

type Searched = Pick<VectorIndex, "dimensions" | "metric" | "size" | "kind">;

/**
 * What every index asks of queries before it searches.
 *
 * @throws VectorDimensionError, VectorValueError, VectorOptionsError, ClosedIndexError
 */
export function checkSearch(index: Searched, vectors: Vectors, k: number, closed: boolean): CheckedSearch {
  if (closed) throw new ClosedIndexError(`${index.kind} of ${index.size} vectors`);
  if (!Number.isSafeInteger(k) || k < 1) throw new VectorOptionsError("k", "an integer of at least 1", k);
  const queries = flatten(vectors, index.dimensions, "query");
  const squares = checkVectors(queries, index.dimensions, index.metric, "query");
  return { queries, squares, count: squares.length, k: Math.min(k, index.size) };
}

/** One query as a batch of one, searched by `searchBatch`. */
export async function searchOne(index: VectorIndex, query: Vector, k: number): Promise<Neighbours> {
  if (query.length !== index.dimensions)
    throw new VectorDimensionError("query", index.dimensions, query.length);
  const { scores, indices } = await index.searchBatch([query], k);
  return { scores: scores[0] ?? [], indices: indices[0] ?? [] };
}

export function toBatch(neighbours: readonly Neighbours[]): BatchNeighbours {
  return {
    scores: neighbours.map(({ scores }) => scores),
    indices: neighbours.map(({ indices }) => indices),
  };
}
