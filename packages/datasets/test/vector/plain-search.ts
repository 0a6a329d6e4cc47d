import type { BatchNeighbours, VectorMetric } from "../../src/vector/vector-index.ts";

/** What an index has to find: every row scored by the formula, and sorted. */
export function plainSearch(
  rows: readonly number[][],
  queries: readonly number[][],
  k: number,
  metric: VectorMetric,
): BatchNeighbours {
  const dot = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
  const score = {
    inner_product: dot,
    cosine: (a: number[], b: number[]) => dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b)),
    l2: (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + (value - (b[i] as number)) ** 2, 0),
  }[metric];
  const sign = metric === "l2" ? 1 : -1;
  const found = queries.map((query) =>
    rows
      .map((row, index) => ({ index, score: score(query, row) }))
      .sort((a, b) => sign * (a.score - b.score) || a.index - b.index)
      .slice(0, k),
  );
  return {
    scores: found.map((all) => all.map(({ score }) => score)),
    indices: found.map((all) => all.map(({ index }) => index)),
  };
}

/** Which share of what was to be found was found. */
export function recall(found: BatchNeighbours, expected: BatchNeighbours): number {
  const hits = expected.indices.map(
    (row, i) => row.filter((index) => found.indices[i]?.includes(index)).length,
  );
  return hits.reduce((a, b) => a + b, 0) / expected.indices.flat().length;
}
