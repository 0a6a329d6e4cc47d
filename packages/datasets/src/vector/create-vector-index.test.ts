import { expect, test, vi } from "vitest";
import { plainSearch } from "../../test/vector/plain-search.ts";
import { randomVectors, rowsOf } from "../../test/vector/random-vectors.ts";
import { type CreateVectorIndexOptions, createVectorIndex } from "./create-vector-index.ts";
import { EmptyIndexError, VectorDimensionError, VectorOptionsError } from "./errors.ts";
import { findUsearch } from "./load-usearch.ts";

const dimensions = 16;
const values = randomVectors(3000, dimensions, 1);
const rows = rowsOf(values, dimensions);
const many = (await findUsearch()) ? "hnsw" : "exact";

async function* oneByOne() {
  for (const row of rows) yield Float32Array.from(row);
}
async function* inLists() {
  for (let start = 0; start < rows.length; start += 700) yield rows.slice(start, start + 700);
}
const forms = [
  ["an array of numbers", () => values],
  ["an array of rows", () => rows],
  ["a stream of rows", oneByOne],
  ["a stream of lists", inLists],
] as const;

test.each(forms)("the kind follows from the number of rows, none of which is lost: %s", async (_, form) => {
  for (const [exactUpTo, kind] of [
    [3000, "exact"],
    [2999, many],
    [1024, many],
    [0, many],
  ] as const) {
    const told: number[] = [];
    const onProgress = (count: number) => told.push(count);
    using index = await createVectorIndex(form(), { dimensions, exactUpTo, onProgress });
    expect(index).toMatchObject({ kind, size: 3000, dimensions, metric: "cosine" });
    expect(told.at(-1)).toBe(3000);
    for (const at of [0, 1023, 1024, 2999])
      expect((await index.search(rows[at] as number[], 1)).indices).toEqual([at]);
  }
});

test("up to 50,000 rows all are compared", async () => {
  using index = await createVectorIndex(new Float32Array(50_000).fill(1), { dimensions: 1 });
  expect(index.kind).toBe("exact");
});

test("a kind that is asked for is given", async () => {
  using exact = await createVectorIndex(values, { dimensions, kind: "exact", exactUpTo: 10, metric: "l2" });
  expect(exact).toMatchObject({ kind: "exact", metric: "l2" });
  expect((await exact.searchBatch(rows.slice(0, 9), 4)).indices).toEqual(
    plainSearch(rows, rows.slice(0, 9), 4, "l2").indices,
  );
  if (many === "exact") return;
  using graph = await createVectorIndex(values, { dimensions, kind: "hnsw" });
  expect(graph.kind).toBe("hnsw");
});

test("where there is no binary, all are compared, and asking for a graph is an error", async () => {
  vi.resetModules();
  vi.doMock("usearch", () => {
    throw new Error("No native build was found");
  });
  try {
    const without = await import("./index.ts");
    using index = await without.createVectorIndex(values, { dimensions, exactUpTo: 10 });
    expect(index.kind).toBe("exact");
    expect((await index.searchBatch(rows.slice(0, 9), 4)).indices).toEqual(
      plainSearch(rows, rows.slice(0, 9), 4, "cosine").indices,
    );
    const asked = without.createVectorIndex(values, { dimensions, kind: "hnsw" });
    await expect(asked).rejects.toThrow(without.NativeLibraryError);
    await expect(asked).rejects.toThrow(new RegExp(`kind "exact": ${process.platform}-${process.arch}$`));
  } finally {
    vi.doUnmock("usearch");
    vi.resetModules();
  }
});

test("bad input is named", async () => {
  const unchecked = (options: object) => options as CreateVectorIndexOptions;
  await expect(createVectorIndex([])).rejects.toThrow(EmptyIndexError);
  await expect(createVectorIndex(values)).rejects.toThrow(VectorOptionsError);
  await expect(createVectorIndex([[1], [1, 2]])).rejects.toThrow(VectorDimensionError);
  await expect(createVectorIndex([[1]], unchecked({ kind: "flat" }))).rejects.toThrow(/kind.*"flat"$/);
});
