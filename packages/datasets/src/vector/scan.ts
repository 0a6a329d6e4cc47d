import type { TopK } from "./top-k.ts";
import type { VectorMetric } from "./vector-index.ts";

/** Queries made ready for `scan`: of length one under `cosine`. */
export interface ScanQueries {
  readonly metric: VectorMetric;
  readonly dimensions: number;
  readonly values: Float64Array;
  readonly count: number;
}

export function scanQueries(
  queries: Float32Array,
  squares: Float64Array,
  { metric, dimensions }: Pick<ScanQueries, "metric" | "dimensions">,
): ScanQueries {
  const values = Float64Array.from(queries);
  if (metric === "cosine")
    for (let i = 0; i < values.length; i++)
      values[i] = (values[i] as number) / Math.sqrt(squares[Math.floor(i / dimensions)] as number);
  return { metric, dimensions, values, count: squares.length };
}

/**
 * Compares each row with each query, and keeps the best: inner products, cosines, or minus squared distances. Four queries
 * go through a row together, so that its numbers are read once for the four.
 *
 * @param rows after one another
 * @param first the index of the first row
 * @param tops one for each query
 */
export function scan(rows: Float32Array, first: number, queries: ScanQueries, tops: readonly TopK[]): void {
  const { metric, dimensions: d, values: q, count } = queries;
  const four = metric === "l2" ? minusSquaredDistances : dotProducts;
  const out = new Float64Array(4);
  const end = rows.length / d;
  for (let row = 0; row < end; row++) {
    const start = row * d;
    const scale = metric === "cosine" ? 1 / length(rows, start, d) : 1;
    let query = 0;
    for (; query + 4 <= count; query += 4) {
      four(rows, start, q, query * d, d, out);
      for (let i = 0; i < 4; i++) (tops[query + i] as TopK).push((out[i] as number) * scale, first + row);
    }
    for (; query < count; query++)
      (tops[query] as TopK).push(similarity(rows, start, queries, query) * scale, first + row);
  }
}

/** Of one row and one query; the cosine times the row's length under `cosine`. */
function similarity(rows: Float32Array, start: number, queries: ScanQueries, query: number): number {
  const { metric, dimensions: d, values: q } = queries;
  const offset = query * d;
  // Two sums that do not wait for one another.
  let [a, b, i] = [0, 0, 0];
  if (metric === "l2") {
    for (; i + 2 <= d; i += 2) {
      const x = (rows[start + i] as number) - (q[offset + i] as number);
      const y = (rows[start + i + 1] as number) - (q[offset + i + 1] as number);
      a -= x * x;
      b -= y * y;
    }
    if (i < d) a -= ((rows[start + i] as number) - (q[offset + i] as number)) ** 2;
    return a + b;
  }
  for (; i + 2 <= d; i += 2) {
    a += (rows[start + i] as number) * (q[offset + i] as number);
    b += (rows[start + i + 1] as number) * (q[offset + i + 1] as number);
  }
  if (i < d) a += (rows[start + i] as number) * (q[offset + i] as number);
  return a + b;
}

/** The score that `scan` gives to one row and one query. */
export function score(rows: Float32Array, row: number, queries: ScanQueries, query: number): number {
  const start = row * queries.dimensions;
  const value = similarity(rows, start, queries, query);
  return queries.metric === "cosine" ? value / length(rows, start, queries.dimensions) : value;
}

function length(rows: Float32Array, start: number, d: number): number {
  let square = 0;
  for (let i = start; i < start + d; i++) square += (rows[i] as number) * (rows[i] as number);
  return Math.sqrt(square);
}

type Kernel = (
  r: Float32Array,
  start: number,
  q: Float64Array,
  o: number,
  d: number,
  out: Float64Array,
) => void;

const dotProducts: Kernel = (r, start, q, o, d, out) => {
  let [a, b, c, e] = [0, 0, 0, 0];
  const [o1, o2, o3] = [o + d, o + 2 * d, o + 3 * d];
  for (let i = 0; i < d; i++) {
    const value = r[start + i] as number;
    a += value * (q[o + i] as number);
    b += value * (q[o1 + i] as number);
    c += value * (q[o2 + i] as number);
    e += value * (q[o3 + i] as number);
  }
  out[0] = a;
  out[1] = b;
  out[2] = c;
  out[3] = e;
};

const minusSquaredDistances: Kernel = (r, start, q, o, d, out) => {
  let [a, b, c, e] = [0, 0, 0, 0];
  const [o1, o2, o3] = [o + d, o + 2 * d, o + 3 * d];
  for (let i = 0; i < d; i++) {
    const value = r[start + i] as number;
    const x = value - (q[o + i] as number);
    const y = value - (q[o1 + i] as number);
    const z = value - (q[o2 + i] as number);
    const w = value - (q[o3 + i] as number);
    a -= x * x;
    b -= y * y;
    c -= z * z;
    e -= w * w;
  }
  out[0] = a;
  out[1] = b;
  out[2] = c;
  out[3] = e;
};
