import { ExactIndex, type OpenOptions } from "./exact-index.ts";
import { HnswIndex } from "./hnsw-index.ts";
import { readIndexFooter } from "./index-file.ts";
import type { VectorIndex } from "./vector-index.ts";

/**
 * An index that was saved, of whatever kind, without reading its vectors now.
 *
 * @throws IndexFileError, IndexVersionError, VectorDimensionError, and NativeLibraryError for HNSW without a binary
 */
export async function openVectorIndex(path: string, options: OpenOptions = {}): Promise<VectorIndex> {
  const { kind } = await readIndexFooter(path);
  return kind === "exact" ? ExactIndex.open(path, options) : HnswIndex.open(path, options);
}
