export { type CreateVectorIndexOptions, createVectorIndex } from "./create-vector-index.ts";
export {
  ClosedIndexError,
  EmptyIndexError,
  IndexFileError,
  IndexTableError,
  IndexVersionError,
  NativeLibraryError,
  OptionalPackageError,
  VectorDimensionError,
  VectorOptionsError,
  VectorValueError,
} from "./errors.ts";
export { ExactIndex, type ExactOptions, type OpenOptions } from "./exact-index.ts";
export { type BuildOptions, HnswIndex } from "./hnsw-index.ts";
export type { HnswOptions } from "./hnsw-options.ts";
export { type LanceCreateOptions, LanceIndex, type LanceOptions } from "./lance-index.ts";
export type { LanceModule } from "./lance-module.ts";
export { openVectorIndex } from "./open-vector-index.ts";
export type { VectorStream } from "./row-batches.ts";
export type {
  BatchNeighbours,
  Neighbours,
  Vector,
  VectorIndex,
  VectorIndexKind,
  VectorMetric,
  Vectors,
} from "./vector-index.ts";
