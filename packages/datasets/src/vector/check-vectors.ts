import { VectorDimensionError, VectorValueError } from "./errors.ts";
import type { Vector, VectorMetric, Vectors } from "./vector-index.ts";

/** Above it, squares of differences might not fit in the float32 that native code computes with. */
const largestSquare = 1e37;

/**
 * Checks rows and measures them.
 *
 * @param values rows after one another
 * @param firstRow the number of the first of them, for errors
 * @returns the squared Euclidean length of each row
 * @throws VectorValueError for NaN, infinity, lengths above 3e18, and zero vectors under `cosine`
 */
export function checkVectors(
  values: Float32Array,
  dimensions: number,
  metric: VectorMetric,
  what: "vector" | "query",
  firstRow = 0,
): Float64Array {
  const squares = new Float64Array(values.length / dimensions);
  for (let row = 0; row < squares.length; row++) {
    const start = row * dimensions;
    let square = 0;
    for (let i = start; i < start + dimensions; i++) {
      const value = values[i] as number;
      square += value * value;
    }
    squares[row] = square;
    if (square <= largestSquare && (square > 0 || metric !== "cosine")) continue;
    throw problem(values.subarray(start, start + dimensions), square, what, firstRow + row);
  }
  return squares;
}

function problem(row: Float32Array, square: number, what: string, number: number): VectorValueError {
  const column = row.findIndex((value) => !Number.isFinite(value));
  if (column >= 0)
    return new VectorValueError(
      what,
      number,
      "finite numbers of float32",
      `${row[column]} at column ${column}`,
    );
  return square === 0
    ? new VectorValueError(what, number, "a direction (cosine has none for it)", "all zeros")
    : new VectorValueError(what, number, "a length below 3e18, scale it", `length ${Math.sqrt(square)}`);
}

/**
 * Rows as one array; its own memory, or that of `vectors` where they are one array already.
 *
 * @throws VectorDimensionError where a row has another length
 */
export function flatten(vectors: Vectors, dimensions: number, what: "vector" | "query"): Float32Array {
  if (vectors instanceof Float32Array) {
    if (vectors.length % dimensions === 0) return vectors;
    throw new VectorDimensionError(`last ${what}`, dimensions, vectors.length % dimensions);
  }
  const flat = new Float32Array(vectors.length * dimensions);
  vectors.forEach((vector: Vector, row) => {
    if (vector.length !== dimensions)
      throw new VectorDimensionError(`${what} at row ${row}`, dimensions, vector.length);
    flat.set(vector, row * dimensions);
  });
  return flat;
}
