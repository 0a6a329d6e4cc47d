import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { plainSearch, recall } from "../../test/vector/plain-search.ts";
import { randomVectors, rowsOf } from "../../test/vector/random-vectors.ts";
import { temporaryFolder } from "../../test/vector/temporary-folder.ts";
import {
  ClosedIndexError,
  EmptyIndexError,
  VectorDimensionError,
  VectorOptionsError,
  VectorValueError,
} from "./errors.ts";
import { ExactIndex } from "./exact-index.ts";
import { HnswIndex } from "./hnsw-index.ts";
import type { HnswOptions } from "./hnsw-options.ts";
import { findUsearch } from "./load-usearch.ts";
import { openVectorIndex } from "./open-vector-index.ts";
import { vectorMetrics } from "./vector-index.ts";

const folder = temporaryFolder();
const usearch = await findUsearch();
const dimensions = 32;
const values = randomVectors(3000, dimensions, 1);
const questions = randomVectors(100, dimensions, 2);

describe.skipIf(!usearch)("with usearch's binary, which there is none of for every machine", () => {
  describe.each(vectorMetrics)("%s", (metric) => {
    test.each([
      { dtype: "f32", least: 0.99, digits: 5 },
      { dtype: "f16", least: 0.99, digits: 2 },
    ] as const)("nearly all neighbours are found, $dtype", async ({ dtype, least, digits }) => {
      using exact = await ExactIndex.create(values, { dimensions, metric, engine: "javascript" });
      const expected = await exact.searchBatch(questions, 10);
      using index = await HnswIndex.create(values, { dimensions, metric, dtype, threads: 1 });
      expect(index).toMatchObject({ kind: "hnsw", dimensions, size: 3000, metric });
      const found = await index.searchBatch(questions, 10);
      // Products of vectors of several lengths are no distances, which the graph was made for.
      expect(recall(found, expected)).toBeGreaterThan(metric === "inner_product" ? 0.9 : least);
      found.indices.forEach((row, i) => {
        row.forEach((found_, j) => {
          const at = expected.indices[i]?.indexOf(found_) ?? -1;
          if (at >= 0) expect(found.scores[i]?.[j]).toBeCloseTo(expected.scores[i]?.[at] as number, digits);
        });
      });
      const sign = metric === "l2" ? 1 : -1;
      for (const scores of found.scores) expect(scores).toEqual(scores.toSorted((a, b) => sign * (a - b)));
      const path = join(folder, `${metric}-${dtype}.hnsw`);
      await index.save(path);
      using opened = await openVectorIndex(path, { dimensions });
      using loaded = await HnswIndex.load(path, { verify: true });
      for (const other of [opened, loaded]) {
        expect(other).toMatchObject({ kind: "hnsw", dimensions, size: 3000, metric });
        expect(await other.searchBatch(questions, 10)).toEqual(found);
        expect(await other.search(questions.subarray(0, dimensions), 3)).toEqual({
          scores: found.scores[0]?.slice(0, 3),
          indices: found.indices[0]?.slice(0, 3),
        });
      }
      const again = join(folder, `${metric}-${dtype}-again.hnsw`);
      await opened.save(again);
      using third = await openVectorIndex(again, { verify: true });
      expect(await third.searchBatch(questions, 10)).toEqual(found);
    });

    test("several threads find nearly as many, also where there are few", async () => {
      for (const size of [60, 3000]) {
        const some = values.subarray(0, size * dimensions);
        using exact = await ExactIndex.create(some, { dimensions, metric, engine: "javascript" });
        using index = await HnswIndex.create(some, { dimensions, metric, threads: 4 });
        const share = recall(await index.searchBatch(questions, 10), await exact.searchBatch(questions, 10));
        expect(share).toBeGreaterThan(size === 60 ? 0.999 : metric === "inner_product" ? 0.88 : 0.97);
      }
    });

    test("vectors very short or very long are told apart", async () => {
      for (const size of [1e-12, 1e-5, 1e12]) {
        const scaled = values.subarray(0, 500 * dimensions).map((value) => value * size);
        const asked = questions.subarray(0, 10 * dimensions).map((value) => value * size);
        // Of 50 neighbours two are 4 %, and graphs that several threads build differ from run to run.
        using index = await HnswIndex.create(scaled, { dimensions, metric, threads: 1 });
        const expected = plainSearch(rowsOf(scaled, dimensions), rowsOf(asked, dimensions), 5, metric);
        const found = await index.searchBatch(asked, 5);
        expect(recall(found, expected)).toBeGreaterThan(0.97);
        const [score, wanted] = [found.scores[0]?.[0] as number, expected.scores[0]?.[0] as number];
        expect(Math.abs(score / wanted - 1)).toBeLessThan(1e-4);
      }
    });
  });

  test("8 bits find most neighbours, under cosine", async () => {
    using exact = await ExactIndex.create(values, { dimensions });
    using index = await HnswIndex.create(values, { dimensions, dtype: "i8" });
    const found = await index.searchBatch(questions, 10);
    expect(recall(found, await exact.searchBatch(questions, 10))).toBeGreaterThan(0.85);
    const path = join(folder, "i8.hnsw");
    await index.save(path);
    using opened = await HnswIndex.open(path, { verify: true });
    expect(await opened.searchBatch(questions, 10)).toEqual(found);
  });

  test("usearch itself reads the file, and finds the same", async () => {
    using index = await HnswIndex.create(values, { dimensions, metric: "l2" });
    const path = join(folder, "portable.hnsw");
    await index.save(path);
    if (!usearch) throw new Error("usearch expected");
    const { Index, MetricKind, ScalarKind } = usearch;
    const theirs = new Index(dimensions, MetricKind.L2sq, ScalarKind.F32, 16, 128, 192);
    theirs.load(path);
    const { keys } = theirs.search(questions.subarray(0, dimensions), 5, 1);
    expect((await index.search(questions.subarray(0, dimensions), 5)).indices).toEqual(
      Array.from(keys, Number),
    );
  });

  test("fewer candidates at opening find less", async () => {
    const hard = randomVectors(3000, 64, 5, 3000);
    const asked = randomVectors(100, 64, 6, 100);
    using exact = await ExactIndex.create(hard, { dimensions: 64 });
    using index = await HnswIndex.create(hard, { dimensions: 64 });
    const path = join(folder, "few.hnsw");
    await index.save(path);
    using few = await HnswIndex.open(path, { efSearch: 10 });
    const expected = await exact.searchBatch(asked, 10);
    const share = recall(await few.searchBatch(asked, 10), expected);
    expect(share).toBeLessThan(recall(await index.searchBatch(asked, 10), expected) - 0.1);
  });

  test("of fewer rows than asked for all are given, and of no queries nothing", async () => {
    using index = await HnswIndex.create(
      [
        [1, 0],
        [0, 1],
        [1, 1],
      ],
      { metric: "inner_product" },
    );
    expect(await index.search([2, 1], 9)).toEqual({ scores: [3, 2, 1], indices: [2, 0, 1] });
    expect(await index.searchBatch([], 9)).toEqual({ scores: [], indices: [] });
  });

  test("progress is told after each batch, from a stream too", async () => {
    const told: number[] = [];
    async function* rows() {
      for (const row of rowsOf(values.subarray(0, 600 * dimensions), dimensions)) yield row;
    }
    using index = await HnswIndex.create(rows(), { onProgress: (count) => told.push(count) });
    expect(told).toEqual([256, 512, 600]);
    expect(index.size).toBe(600);
    expect((await index.search(values.subarray(599 * dimensions, 600 * dimensions), 1)).indices).toEqual([
      599,
    ]);
  });

  const late = values.slice(0, 2000 * dimensions);
  late[1500 * dimensions + 3] = Number.NaN;
  const huge = values.slice(0, 2000 * dimensions);
  huge[1500 * dimensions] = 1e9;
  const unchecked = (options: object) => options as HnswOptions;
  const bad: [string, () => Promise<unknown>, new (...args: never[]) => Error, RegExp][] = [
    ["no vectors", () => HnswIndex.create([]), EmptyIndexError, /no vectors/],
    ["no dimensions", () => HnswIndex.create(values), VectorOptionsError, /dimensions/],
    ["rows of two lengths", () => HnswIndex.create([[1, 2], [1]]), VectorDimensionError, /row 1.*given 1$/],
    [
      "NaN in a later batch",
      () => HnswIndex.create(late, { dimensions }),
      VectorValueError,
      /row 1500.*NaN at column 3$/,
    ],
    [
      "too large for float16",
      () => HnswIndex.create(huge, { dimensions, metric: "l2", dtype: "f16" }),
      VectorValueError,
      /row 1500.*"f32": 1000000000$/,
    ],
    [
      "i8 without cosine",
      () => HnswIndex.create([[1]], { metric: "l2", dtype: "i8" }),
      VectorOptionsError,
      /cosine.*"i8"$/,
    ],
    [
      "another dtype",
      () => HnswIndex.create([[1]], unchecked({ dtype: "f8" })),
      VectorOptionsError,
      /dtype.*"f8"$/,
    ],
    ["m of 1", () => HnswIndex.create([[1]], { m: 1 }), VectorOptionsError, /m, expected.*: 1$/],
    [
      "an option there is not",
      () => HnswIndex.create([[1]], unchecked({ M: 16 })),
      VectorOptionsError,
      /M, expected/,
    ],
  ];

  test.each(bad)("%s: an error that says so", async (_, run, type, message) => {
    await expect(run()).rejects.toThrow(type);
    await expect(run()).rejects.toThrow(message);
  });

  test("a closed index is searched and saved no more", async () => {
    const index = await HnswIndex.create([[1, 2]]);
    await expect(index.search([1], 1)).rejects.toThrow(VectorDimensionError);
    index.close();
    index.close();
    await expect(index.search([1, 2], 1)).rejects.toThrow(ClosedIndexError);
    await expect(index.save(join(folder, "closed"))).rejects.toThrow(ClosedIndexError);
  });
});
