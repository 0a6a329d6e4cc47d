import { setImmediate } from "node:timers/promises";
import type { Usearch } from "./load-usearch.ts";
import { type ScanQueries, score } from "./scan.ts";
import type { TopK } from "./top-k.ts";
import type { VectorMetric } from "./vector-index.ts";
import type { VectorSource } from "./vector-source.ts";

interface NativeSearch {
  readonly queries: ScanQueries;
  readonly tops: readonly TopK[];
  readonly k: number;
  /** The squared length of the longest row of all. */
  readonly largestSquare: number;
  readonly threads: number;
}

/** Of its matrix of distances, which has 16 bytes for each row and query. */
const matrixBytes = 2 ** 25;

/** How many numbers a thread needs at least for starting it to pay. */
const numbersOfThread = 2 ** 20;

/** Whether squares of lengths are far enough from the ends of float32. */
export function suitsNative({ smallestSquare, largestSquare }: VectorSource): boolean {
  return largestSquare === 0 || (smallestSquare > 1e-30 && largestSquare < 1e30);
}

/**
 * As `scan`, by usearch's loop, between some queries and others letting other work go on. It computes in float32, so its
 * choice is scored again in float64.
 *
 * @param rows an array that is all of its buffer
 */
export async function nativeScan(
  usearch: Usearch,
  search: NativeSearch,
  rows: Float32Array,
  first: number,
): Promise<void> {
  const { queries, tops, largestSquare } = search;
  const { dimensions, count } = queries;
  const size = rows.length / dimensions;
  const k = Math.min(search.k, size);
  const step = Math.max(1, Math.min(count, Math.floor(matrixBytes / 16 / size)));
  const values = scaled(queries, largestSquare);
  const threads = Math.max(1, Math.min(search.threads, Math.floor(rows.length / numbersOfThread)));
  for (let query = 0; query < count; query += step) {
    if (query > 0) await setImmediate();
    const end = Math.min(query + step, count);
    const found = usearch.exactSearch(
      rows,
      values.slice(query * dimensions, end * dimensions),
      dimensions,
      k,
      metricKind(usearch, queries.metric),
      threads,
    );
    for (let i = 0; i < (end - query) * k; i++) {
      const row = Number(found.keys[i]);
      const of = query + Math.floor(i / k);
      (tops[of] as TopK).push(score(rows, row, queries, of), first + row);
    }
  }
}

/**
 * Under `ip` the library computes 1 − product, where small products vanish: queries are scaled, which does not change the
 * order of rows, so that the largest products are about 1.
 */
function scaled({ metric, values, dimensions, count }: ScanQueries, largestSquare: number): Float32Array {
  if (metric !== "inner_product") return Float32Array.from(values);
  const result = new Float32Array(values.length);
  for (let query = 0; query < count; query++) {
    const [start, end] = [query * dimensions, (query + 1) * dimensions];
    const square = values.subarray(start, end).reduce((sum, value) => sum + value * value, 0);
    const scale = square > 0 && largestSquare > 0 ? 1 / Math.sqrt(square * largestSquare) : 1;
    for (let i = start; i < end; i++) result[i] = (values[i] as number) * scale;
  }
  return result;
}

function metricKind({ MetricKind }: Usearch, metric: VectorMetric) {
  return { inner_product: MetricKind.IP, cosine: MetricKind.Cos, l2: MetricKind.L2sq }[metric];
}
