import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { plainSearch } from "../../test/vector/plain-search.ts";
import { random, randomVectors, rowsOf } from "../../test/vector/random-vectors.ts";
import { temporaryFolder } from "../../test/vector/temporary-folder.ts";
import {
  ClosedIndexError,
  EmptyIndexError,
  VectorDimensionError,
  VectorOptionsError,
  VectorValueError,
} from "./errors.ts";
import { ExactIndex, type ExactOptions } from "./exact-index.ts";
import { openVectorIndex } from "./open-vector-index.ts";
import { type VectorMetric, vectorMetrics } from "./vector-index.ts";

const folder = temporaryFolder();
const engines = ["native", "javascript"] as const;
const shapes = [
  { rows: 1, dimensions: 1, queries: 1, k: 1 },
  { rows: 10, dimensions: 3, queries: 5, k: 10 },
  { rows: 257, dimensions: 33, queries: 9, k: 7 },
  { rows: 3000, dimensions: 8, queries: 30, k: 100 },
];

describe.each(vectorMetrics)("%s", (metric) => {
  test.each(engines)("equals a plain double loop, engine %s", async (engine) => {
    for (const { rows, dimensions, queries, k } of shapes) {
      const values = randomVectors(rows, dimensions, rows);
      const questions = randomVectors(queries, dimensions, 7);
      using index = await ExactIndex.create(values, { dimensions, metric, engine });
      expect(index).toMatchObject({ kind: "exact", dimensions, size: rows, metric });
      const found = await index.searchBatch(questions, k);
      expectSame(found, plainSearch(rowsOf(values, dimensions), rowsOf(questions, dimensions), k, metric));
      const path = join(folder, `${metric}-${engine}-${rows}.npy`);
      await index.save(path);
      using opened = await openVectorIndex(path, { dimensions, verify: true });
      using loaded = await ExactIndex.load(path, { engine });
      using slow = await ExactIndex.open(path, { engine: "javascript" });
      for (const other of [opened, loaded, slow]) {
        expect(other).toMatchObject({ kind: "exact", dimensions, size: rows, metric });
        expectSame(await other.searchBatch(questions, k), found);
      }
      for (const [i, question] of rowsOf(questions, dimensions).entries())
        expectSame(await index.search(question, k), { scores: found.scores[i], indices: found.indices[i] });
    }
  });

  test.each(engines)("vectors very short or very long are told apart, engine %s", async (engine) => {
    for (const size of [1e-22, 1e-8, 1e14]) {
      const values = randomVectors(300, 6, 5).map((value) => value * size);
      const questions = randomVectors(4, 6, 6).map((value) => value * size);
      using index = await ExactIndex.create(values, { dimensions: 6, metric, engine });
      const { indices } = await index.searchBatch(questions, 5);
      expect(indices).toEqual(plainSearch(rowsOf(values, 6), rowsOf(questions, 6), 5, metric).indices);
    }
  });

  test.each(engines)(
    "a part of a larger array is searched from where it starts, engine %s",
    async (engine) => {
      const all = randomVectors(100, 5, 8);
      using index = await ExactIndex.create(all.subarray(50), { dimensions: 5, metric, engine });
      const expected = plainSearch(rowsOf(all.slice(50), 5), rowsOf(all.slice(0, 50), 5), 3, metric);
      expectSame(await index.searchBatch(all.subarray(0, 50), 3), expected);
    },
  );
});

test("threads find what one finds", async () => {
  const dimensions = 64;
  const values = randomVectors(6001, dimensions, 3);
  const questions = randomVectors(1400, dimensions, 4);
  const create = (threads: number) =>
    ExactIndex.create(values, { dimensions, metric: "l2", threads, engine: "javascript" });
  using one = await create(1);
  using three = await create(3);
  expect(await three.searchBatch(questions, 5)).toEqual(await one.searchBatch(questions, 5));
});

test("of equal rows the first comes first", async () => {
  for (const engine of engines) {
    using index = await ExactIndex.create(Array(9).fill([1, 2]), { engine });
    expect((await index.search([2, 1], 9)).indices).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  }
});

test("of fewer rows than asked for all are given, and of no queries nothing", async () => {
  using index = await ExactIndex.create(
    [
      [1, 0],
      [0, 1],
    ],
    { metric: "l2" },
  );
  expect(await index.search([0, 1], 5)).toEqual({ scores: [0, 2], indices: [1, 0] });
  expect(await index.searchBatch([], 5)).toEqual({ scores: [], indices: [] });
});

test("the order of rows does not matter, nor does a query's length under cosine", async () => {
  const rows = rowsOf(randomVectors(200, 7, 1), 7);
  const next = random(9);
  const order = rows.map((_, i) => i).sort(() => next() - 0.5);
  using index = await ExactIndex.create(rows);
  using shuffled = await ExactIndex.create(order.map((i) => rows[i] as number[]));
  for (const row of rows.slice(0, 20)) {
    const { indices } = await index.search(row, 6);
    const other = await shuffled.search(
      row.map((value) => 3 * value),
      6,
    );
    expect(other.indices.map((i) => order[i])).toEqual(indices);
  }
});

const values = randomVectors(10, 4, 1);
const bad: [string, () => Promise<unknown>, new (...args: never[]) => Error, RegExp][] = [
  ["no vectors", () => ExactIndex.create([]), EmptyIndexError, /no vectors/],
  ["no dimensions", () => ExactIndex.create(values), VectorOptionsError, /dimensions.*undefined$/],
  ["rows of no numbers", () => ExactIndex.create([[]]), VectorOptionsError, /dimensions.*0$/],
  [
    "half a row",
    () => ExactIndex.create(values, { dimensions: 3 }),
    VectorDimensionError,
    /expected 3.* given 1$/,
  ],
  ["rows of two lengths", () => ExactIndex.create([[1, 2], [1]]), VectorDimensionError, /row 1.*given 1$/],
  [
    "NaN",
    () =>
      ExactIndex.create([
        [1, 2],
        [3, Number.NaN],
      ]),
    VectorValueError,
    /row 1.*NaN at column 1$/,
  ],
  [
    "infinity",
    () => ExactIndex.create([[Number.NEGATIVE_INFINITY]]),
    VectorValueError,
    /-Infinity at column 0$/,
  ],
  ["too large for float32", () => ExactIndex.create([[1e300]]), VectorValueError, /Infinity at column 0$/],
  ["too long", () => ExactIndex.create([[1e19]]), VectorValueError, /length/],
  ["a zero vector", () => ExactIndex.create([[1], [0]]), VectorValueError, /row 1.*zeros$/],
  [
    "another metric",
    () => ExactIndex.create([[1]], unchecked({ metric: "dot" })),
    VectorOptionsError,
    /inner_product.*"dot"$/,
  ],
  ["no threads", () => ExactIndex.create([[1]], { threads: 0 }), VectorOptionsError, /threads.*: 0$/],
  [
    "another engine",
    () => ExactIndex.create([[1]], unchecked({ engine: "gpu" })),
    VectorOptionsError,
    /engine.*"gpu"$/,
  ],
  ["a query of another length", () => search([1, 2], 1), VectorDimensionError, /query.*expected 4.*given 2$/],
  ["a query with NaN", () => search([1, 2, Number.NaN, 4], 1), VectorValueError, /query at row 0.*column 2$/],
  ["a query of zeros", () => search([0, 0, 0, 0], 1), VectorValueError, /query.*zeros$/],
  ["k of 0", () => search([1, 2, 3, 4], 0), VectorOptionsError, /k, expected.*: 0$/],
  ["k below 0", () => search([1, 2, 3, 4], -1), VectorOptionsError, /: -1$/],
  ["a fraction as k", () => search([1, 2, 3, 4], 1.5), VectorOptionsError, /: 1.5$/],
];

test.each(bad)("%s: an error that says so", async (_, run, type, message) => {
  await expect(run()).rejects.toThrow(type);
  await expect(run()).rejects.toThrow(message);
});

const unchecked = (options: object) => options as ExactOptions;

async function search(query: number[], k: number) {
  using index = await ExactIndex.create(values, { dimensions: 4 });
  return index.search(query, k);
}

test("closing during a search of a file ends it with an error", async () => {
  using index = await ExactIndex.create(randomVectors(20_000, 64, 1), { dimensions: 64 });
  const path = join(folder, "closing.npy");
  await index.save(path);
  for (const engine of engines) {
    const file = await ExactIndex.open(path, { engine });
    const searching = file.search(Array(64).fill(1), 3);
    file.close();
    await expect(searching).rejects.toThrow(ClosedIndexError);
    await expect(file.search(Array(64).fill(1), 3)).rejects.toThrow(ClosedIndexError);
  }
});

test("a zero vector has a product and a distance", async () => {
  for (const [metric, scores] of [
    ["inner_product", [2, 0]],
    ["l2", [0, 1]],
  ] as [VectorMetric, number[]][]) {
    const rows = metric === "l2" ? [[0], [1]] : [[2], [0]];
    using index = await ExactIndex.create(rows, { metric });
    expect((await index.search(metric === "l2" ? [0] : [1], 2)).scores).toEqual(scores);
  }
});

test("a closed index is searched and saved no more, and leaves no file behind", async () => {
  const index = await ExactIndex.create(values, { dimensions: 4 });
  index.close();
  index.close();
  await expect(index.search([1, 2, 3, 4], 1)).rejects.toThrow(ClosedIndexError);
  await expect(index.save(join(folder, "closed"))).rejects.toThrow(ClosedIndexError);
  expect((await readdir(folder)).filter((name) => /closed|tmp/.test(name))).toEqual([]);
});

/** Scores to 12 digits, since sums are taken in another order; indices exactly. */
function expectSame<T extends { scores: unknown; indices: unknown }>(
  given: T,
  expected: { [K in keyof T]: unknown },
) {
  expect(given.indices).toEqual(expected.indices);
  const scores = (expected.scores as number[] | number[][]).flat();
  (given.scores as number[] | number[][]).flat().forEach((score, i) => {
    const tolerance = 1e-12 * Math.max(1, Math.abs(score));
    expect(Math.abs(score - (scores[i] as number))).toBeLessThan(tolerance);
  });
}
