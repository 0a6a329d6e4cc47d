import { checkVectors } from "./check-vectors.ts";
import { VectorValueError } from "./errors.ts";
import type { VectorMetric } from "./vector-index.ts";

/** How vectors are kept in the graph. */
export interface Representation {
  readonly dimensions: number;
  readonly metric: VectorMetric;
  readonly dtype: "f32" | "f16" | "i8";
  /** What they are multiplied by; under `cosine` they have length one instead. */
  readonly scale: number;
}

/** Of float16. */
const largestHalf = 65_504;

/**
 * A factor for lengths that do not suit the graph: its distance under `ip` is 1 − product, where small products vanish, and
 * float16 is small. It is 1 for those that do, so that other readers of the file find what is found here, and otherwise a
 * power of two, so that float32 loses nothing.
 */
export function scaleFor(values: Float32Array, dimensions: number, metric: VectorMetric): number {
  const squares = checkVectors(values, dimensions, metric, "vector");
  const largest = squares.reduce((a, b) => Math.max(a, b), 0);
  return metric === "cosine" || (largest > 2 ** -4 && largest < 2 ** 20) ? 1 : powerOfTwo(largest);
}

/** It makes a length at most one. */
function powerOfTwo(square: number): number {
  return square === 0 ? 1 : 2 ** -Math.ceil(Math.log2(square) / 2);
}

/** @throws VectorValueError */
export function prepareRows(values: Float32Array, as: Representation, firstRow: number): Float32Array {
  const squares = checkVectors(values, as.dimensions, as.metric, "vector", firstRow);
  const factors = as.metric === "cosine" ? inverseLengths(squares) : squares.map(() => as.scale);
  return multiplied(values, factors, as, "vector", firstRow);
}

export interface PreparedQueries {
  readonly values: Float32Array;
  /** What a query's product with a row has to be divided by. */
  readonly scales: Float64Array;
}

/** @throws VectorValueError */
export function prepareQueries(
  queries: Float32Array,
  squares: Float64Array,
  as: Representation,
): PreparedQueries {
  const { metric, scale } = as;
  const factors =
    metric === "cosine"
      ? inverseLengths(squares)
      : squares.map((s) => (metric === "l2" ? scale : powerOfTwo(s)));
  return {
    values: multiplied(queries, factors, as, "query", 0),
    scales: factors.map((factor) => (metric === "cosine" ? 1 : scale * factor)),
  };
}

/** What callers see for the graph's distance. */
export function toScore(distance: number, scale: number, { metric }: Representation): number {
  return (metric === "l2" ? distance : 1 - distance) / scale;
}

const inverseLengths = (squares: Float64Array) => squares.map((square) => 1 / Math.sqrt(square));

function multiplied(
  values: Float32Array,
  factors: Float64Array,
  { dimensions, dtype }: Representation,
  what: "vector" | "query",
  firstRow: number,
): Float32Array {
  const result = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const row = Math.floor(i / dimensions);
    const value = (values[i] as number) * (factors[row] as number);
    if (dtype === "f16" && Math.abs(value) > largestHalf)
      throw new VectorValueError(
        what,
        firstRow + row,
        `numbers in float16's range beside the first rows, use dtype "f32"`,
        String(values[i]),
      );
    result[i] = value;
  }
  return result;
}
