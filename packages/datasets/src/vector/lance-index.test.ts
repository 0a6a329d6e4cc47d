import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fakeLance } from "../../test/vector/fake-lance.ts";
import { plainSearch } from "../../test/vector/plain-search.ts";
import { randomVectors, rowsOf } from "../../test/vector/random-vectors.ts";
import { temporaryFolder } from "../../test/vector/temporary-folder.ts";
import {
  ClosedIndexError,
  EmptyIndexError,
  IndexTableError,
  OptionalPackageError,
  VectorValueError,
} from "./errors.ts";
import { LanceIndex } from "./lance-index.ts";
import { loadLance } from "./lance-module.ts";
import { openVectorIndex } from "./open-vector-index.ts";
import { vectorMetrics } from "./vector-index.ts";

const folder = temporaryFolder();
const dimensions = 6;
const values = randomVectors(200, dimensions, 1);
const rows = rowsOf(values, dimensions);

describe.each(vectorMetrics)("%s", (metric) => {
  test("neighbours and scores are those of the formula, before and after it is closed", async () => {
    const module = fakeLance();
    const expected = plainSearch(rows, rows.slice(0, 70), 5, metric);
    using created = await LanceIndex.create(values, "s3://bucket/db", { dimensions, metric, module });
    created.close();
    using index = await LanceIndex.connect("s3://bucket/db", { metric, module, nprobes: 3, refineFactor: 2 });
    expect(index).toMatchObject({ kind: "lance", size: 200, dimensions, metric });
    const found = await index.searchBatch(rows.slice(0, 70), 5);
    expect(found.indices).toEqual(expected.indices);
    found.scores.flat().forEach((score, i) => {
      expect(score).toBeCloseTo(expected.scores.flat()[i] as number, 6);
    });
    expect((await index.search(rows[4] as number[], 5)).indices).toEqual(expected.indices[4]);
    expect(module.log).toContain("nprobes 3");
    expect(module.log).toContain("refineFactor 2");
    expect((await index.search(rows[4] as number[], 999)).indices).toHaveLength(200);
    const path = join(folder, metric);
    await index.save(path);
    using exact = await openVectorIndex(path);
    expect((await exact.searchBatch(rows.slice(0, 70), 5)).indices).toEqual(expected.indices);
  });
});

test("an index of the table's own is made for the metric, and needs it later", async () => {
  const module = fakeLance();
  using _ = await LanceIndex.create(values, "db", { dimensions, module, index: "hnswSq" });
  expect(module.log).toContain("createIndex hnswSq cosine");
  const other = LanceIndex.connect("db", { module, metric: "l2" });
  await expect(other).rejects.toThrow(IndexTableError);
  await expect(other).rejects.toThrow(/distance cosine, l2 \(l2\) expected: vectors$/);
});

test("storage options reach the connection", async () => {
  const module = fakeLance();
  using _ = await LanceIndex.create([[1]], "s3://b", { module, storageOptions: { region: "eu-1" } });
  expect(module.log).toContain('connect s3://b {"storageOptions":{"region":"eu-1"}}');
});

test("a table that fails midway is dropped, and one that is there is kept unless it may be replaced", async () => {
  const module = fakeLance();
  const bad = randomVectors(9000, 2, 3);
  bad[17_000] = Number.NaN;
  await expect(LanceIndex.create(bad, "db", { dimensions: 2, module })).rejects.toThrow(VectorValueError);
  await expect(LanceIndex.connect("db", { module })).rejects.toThrow(
    /no such table, there are none: vectors$/,
  );
  await expect(LanceIndex.create([], "db", { module })).rejects.toThrow(EmptyIndexError);
  using first = await LanceIndex.create([[1]], "db", { module });
  await expect(LanceIndex.create([[1]], "db", { module })).rejects.toThrow(/overwrite: true: vectors$/);
  using second = await LanceIndex.create([[1], [2]], "db", { module, overwrite: true });
  expect([first.size, second.size]).toEqual([1, 2]);
});

test("a table of other columns is named", async () => {
  const module = fakeLance();
  const connection = await module.connect("db");
  await connection.createTable("vectors", [{ id: 1, vector: [1] }], { mode: "create" });
  await expect(LanceIndex.connect("db", { module })).rejects.toThrow(IndexTableError);
  await expect(LanceIndex.connect("db", { module })).rejects.toThrow(/there are id, vector: vectors$/);
});

test("a closed index is searched no more", async () => {
  const index = await LanceIndex.create([[1]], "db", { module: fakeLance() });
  index.close();
  index.close();
  await expect(index.search([1], 1)).rejects.toThrow(ClosedIndexError);
});

test("where the package is missing, the error says how to get it; another failure is what it is", async () => {
  const missing = Object.assign(new Error("Cannot find package '@lancedb/lancedb' imported from x"), {
    code: "ERR_MODULE_NOT_FOUND",
  });
  const loading = loadLance(() => Promise.reject(missing));
  await expect(loading).rejects.toThrow(OptionalPackageError);
  await expect(loading).rejects.toThrow(
    /"pnpm add @lancedb\/lancedb@\S+ apache-arrow@\S+": @lancedb\/lancedb$/,
  );
  await expect(loadLance(() => Promise.reject(new Error("no binary")))).rejects.toThrow(/^no binary$/);
});
