import { join } from "node:path";
import { expect, test } from "vitest";
import { ColumnError, DatasetArgumentError, fromRows } from "../src/index.ts";
import { workspace } from "./load/workspace.ts";

const space = workspace();

test("the nearest rows come with their scores, also of a chosen part, and from a saved index", async () => {
  const rows = await fromRows(
    Array.from({ length: 100 }, (_, i) => ({ id: i, vector: [Math.cos(i / 20), Math.sin(i / 20)] })),
  );
  const part = await rows.select([90, 10, 50]).addVectorIndex("vector");
  const { scores, examples } = await part.getNearestExamples("vector", [Math.cos(0.5), Math.sin(0.5)], 2);
  expect(examples.map(({ id }) => id)).toEqual([10, 50]);
  expect(scores[0]).toBeCloseTo(1, 6);
  expect(scores[1]).toBeCloseTo(Math.cos(2), 6);
  const path = join(space.path, "part.index");
  await part.saveVectorIndex("vector", path);
  const again = await rows.select([90, 10, 50]).loadVectorIndex("vector", path);
  expect(await again.getNearestExamples("vector", [1, 0], 1)).toEqual(
    await part.getNearestExamples("vector", [1, 0], 1),
  );
  await expect(rows.loadVectorIndex("vector", path)).rejects.toThrow(DatasetArgumentError);
  await expect(rows.getNearestExamples("vector", [1, 0])).rejects.toThrow(ColumnError);
  await expect(rows.addVectorIndex("none")).rejects.toThrow(ColumnError);
});

test("by default near means the same direction, whatever the length; the nearest come first by any metric", async () => {
  const rows = await fromRows([
    { id: 0, vector: [1, 0.2] },
    { id: 1, vector: [6, 3] },
    { id: 2, vector: [1, 0.6] },
  ]);
  const nearest = async (indexed: typeof rows) => {
    const { scores, examples } = await indexed.getNearestExamples("vector", [2, 1], 3);
    return { ids: examples.map(({ id }) => id), scores: scores.map((score) => Number(score.toFixed(4))) };
  };
  const cosine = { ids: [1, 2, 0], scores: [1, 0.9971, 0.9648] };
  expect(await nearest(await rows.addVectorIndex("vector"))).toEqual(cosine);
  expect(await nearest(await rows.addFaissIndex("vector"))).toEqual(cosine);
  expect(await nearest(await rows.addVectorIndex("vector", { metric: "inner_product" }))).toEqual({
    ids: [1, 2, 0],
    scores: [15, 2.6, 2.2],
  });
  expect(await nearest(await rows.addFaissIndex("vector", { metric: "l2" }))).toEqual({
    ids: [2, 0, 1],
    scores: [1.16, 1.64, 20],
  });
});
