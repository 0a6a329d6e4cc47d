/**
 * How near two vectors are, named after faiss' METRIC_*. `inner_product` and `cosine`: more is nearer. `l2`: the squared
 * Euclidean distance, as faiss gives it; less is nearer.
 */
export const vectorMetrics = ["inner_product", "cosine", "l2"] as const;
export type VectorMetric = (typeof vectorMetrics)[number];

/** What an index is, and so what its answers are: `exact` and `lance` without an index of its own miss nothing. */
export type VectorIndexKind = "exact" | "hnsw" | "lance";

/** Numbers of one vector. */
export type Vector = Float32Array | readonly number[];

/** Rows after one another in one array, or an array of rows. */
export type Vectors = Float32Array | readonly Vector[];

/** The nearest rows of a query, the nearest first. */
export interface Neighbours {
  readonly scores: number[];
  /** Numbers of rows, from 0, in the order in which they were added. */
  readonly indices: number[];
}

/** The nearest rows of each query. */
export interface BatchNeighbours {
  readonly scores: number[][];
  readonly indices: number[][];
}

/** Vectors that can be searched for those nearest to others. */
export interface VectorIndex extends Disposable {
  readonly kind: VectorIndexKind;
  readonly dimensions: number;
  /** How many vectors there are. */
  readonly size: number;
  readonly metric: VectorMetric;

  /**
   * @param query as many finite numbers as there are dimensions; not all zero under `cosine`
   * @param k how many neighbours, at least 1; of an index with fewer vectors all are given
   * @throws VectorDimensionError, VectorValueError, VectorOptionsError, ClosedIndexError
   */
  search(query: Vector, k: number): Promise<Neighbours>;

  /** As `search`, for many queries: rows after one another in one array, or an array of rows. */
  searchBatch(queries: Vectors, k: number): Promise<BatchNeighbours>;

  /** Writes all of it to a file, which holds the old content or all of the new. */
  save(path: string): Promise<void>;

  /** Lets go of files, threads and memory; searching afterwards is an error. Closing twice is none. */
  close(): void;
}
