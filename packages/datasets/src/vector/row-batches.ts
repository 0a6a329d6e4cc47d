import { VectorDimensionError, VectorOptionsError } from "./errors.ts";
import type { Vector, Vectors } from "./vector-index.ts";

/** Rows that come one by one or in lists. In a stream, a Float32Array is one row. */
export type VectorStream = AsyncIterable<Vector | readonly Vector[]>;

export interface RowBatch {
  /** Rows after one another; its own memory, or a part of the array that was given. */
  readonly values: Float32Array;
  readonly dimensions: number;
}

/**
 * Rows in batches of `size`, the last with what is left.
 *
 * @param dimensions needed where the rows are one array; default: the length of the first row
 * @throws VectorDimensionError where a row has another length
 */
export async function* rowBatches(
  vectors: Vectors | VectorStream,
  size: number,
  dimensions?: number,
): AsyncGenerator<RowBatch, void> {
  if (vectors instanceof Float32Array) {
    const d = requireDimensions(dimensions);
    if (vectors.length % d !== 0) throw new VectorDimensionError("last vector", d, vectors.length % d);
    for (let start = 0; start < vectors.length; start += size * d)
      yield { values: vectors.subarray(start, start + size * d), dimensions: d };
    return;
  }
  let d = dimensions;
  let batch = new Float32Array(0);
  let [filled, row] = [0, 0];
  for await (const item of vectors) {
    for (const vector of isRow(item) ? [item] : item) {
      d ??= requireDimensions(vector.length);
      if (vector.length !== d) throw new VectorDimensionError(`vector at row ${row}`, d, vector.length);
      if (filled === 0) batch = new Float32Array(size * d);
      batch.set(vector, filled * d);
      row++;
      if (++filled < size) continue;
      yield { values: batch, dimensions: d };
      filled = 0;
    }
  }
  if (filled > 0 && d) yield { values: batch.subarray(0, filled * d), dimensions: d };
}

function isRow(item: Vector | readonly Vector[]): item is Vector {
  return item instanceof Float32Array || item.length === 0 || typeof item[0] === "number";
}

function requireDimensions(given: number | undefined): number {
  if (given !== undefined && Number.isSafeInteger(given) && given > 0) return given;
  throw new VectorOptionsError("dimensions", "how many numbers a row has, at least 1", given);
}
