import { describe, expect, it } from "vitest";
import {
  type ClassLabel,
  concatenateDatasets,
  DatasetDict,
  fromColumns,
  fromRows,
  interleaveDatasets,
  value,
} from "../../src/index.ts";
import { rejection, workspace } from "./workspace.ts";

workspace();
const numbers = (...n: number[]) => fromColumns({ n });

describe("concatenateDatasets", () => {
  it("puts rows below each other, lazily, in their order", async () => {
    const [a, b] = [await numbers(1, 2, 3), (await numbers(4, 5, 6)).shuffle({ seed: 3 })];
    const both = await concatenateDatasets([a, b, a.select([2, 0])]);
    expect(await both.column("n")).toEqual([1, 2, 3, ...(await b.column("n")), 3, 1]);
    expect(both.view.source.query).toContain("UNION ALL");
    expect(await both.at(-1)).toEqual({ n: 1 });
  });

  it("widens types and fills columns that one lacks", async () => {
    const a = await fromRows([{ n: 1, t: "x" }]);
    const b = await fromRows([{ m: [1], n: 2.5 }]);
    expect(await (await concatenateDatasets<object>([a, b])).toRows()).toEqual([
      { n: 1, t: "x", m: null },
      { n: 2.5, t: null, m: [1] },
    ]);
    const c = await fromRows([{ n: "three" }]);
    expect((await rejection(concatenateDatasets<object>([a, c]))).message).toMatch(
      /column "n".*int64 and string/,
    );
  });

  it("puts columns beside each other", async () => {
    const other = (await fromColumns({ t: ["a", "b", "c"] })).select([2, 1, 0]);
    const beside = await concatenateDatasets<object>([await numbers(1, 2, 3), other], { axis: 1 });
    expect(await beside.toRows()).toEqual([
      { n: 1, t: "c" },
      { n: 2, t: "b" },
      { n: 3, t: "a" },
    ]);
    expect(
      (await rejection(concatenateDatasets([await numbers(1), await numbers(2)], { axis: 1 }))).message,
    ).toMatch(/: n$/);
    expect(
      (await rejection(concatenateDatasets<object>([await numbers(1), other], { axis: 1 }))).message,
    ).toMatch(/1 rows.*: 3$/);
  });
});

describe("interleaveDatasets", () => {
  const three = async () => [await numbers(0, 1, 2), await numbers(10, 11, 12), await numbers(20, 21, 22)];
  const values = async (options?: object) => (await interleaveDatasets(await three(), options)).column("n");

  it("gives the rows of the examples in Python's documentation", async () => {
    // https://huggingface.co/docs/datasets/package_reference/main_classes#datasets.interleave_datasets
    const probabilities = [0.7, 0.2, 0.1];
    expect(await values({ probabilities, seed: 42 })).toEqual([10, 0, 11, 1, 2]);
    expect(await values()).toEqual([0, 10, 20, 1, 11, 21, 2, 12, 22]);
    expect(await values({ probabilities, seed: 42, stoppingStrategy: "all_exhausted" })).toEqual([
      ...[10, 0, 11, 1, 2, 20, 12, 10, 0, 1, 2, 21, 0, 11, 1, 2, 0, 1, 12, 2, 10, 0, 22],
    ]);
  });

  it("goes in turns until the first, or the last, has ended", async () => {
    const sets = [await numbers(0, 1, 2), await numbers(10, 11, 12, 13), await numbers(20, 21, 22, 23, 24)];
    const turns = async (options?: object) => (await interleaveDatasets(sets, options)).column("n");
    expect(await turns()).toEqual([0, 10, 20, 1, 11, 21, 2, 12, 22]);
    expect(await turns({ stoppingStrategy: "all_exhausted" })).toEqual([
      0, 10, 20, 1, 11, 21, 2, 12, 22, 0, 13, 23, 1, 10, 24,
    ]);
  });

  it("refuses probabilities that do not fit", async () => {
    for (const probabilities of [
      [0.5, 0.5],
      [0.5, 0.5, 0.5],
      [0.5, 0.8, -0.3],
    ])
      expect((await rejection(values({ probabilities }))).name).toBe("DatasetArgumentError");
    const never = { probabilities: [1, 0, 0], stoppingStrategy: "all_exhausted" };
    expect((await rejection(values(never))).message).toMatch(/what is never drawn never ends/);
    expect((await rejection(values({ stoppingStrategy: "never" }))).message).toMatch(/: never$/);
  });
});

describe("DatasetDict", () => {
  const dict = async () =>
    new DatasetDict<{ n: number; label: string }>({
      train: await fromRows([
        { n: 3, label: "b" },
        { n: 1, label: "a" },
        { n: 2, label: "b" },
      ]),
      test: await fromRows([{ n: 5, label: "c" }]),
    });

  it("does with each split what a dataset does", async () => {
    const splits = await dict();
    expect(splits.numRows).toEqual({ train: 3, test: 1 });
    expect(splits.columnNames).toEqual({ train: ["n", "label"], test: ["n", "label"] });
    const mapped = await splits.map<{ n: number }>(((row: { n: number }) => ({ n: row.n * 2 })) as never, {
      removeColumns: ["label"],
    });
    expect(await mapped.split("train").toRows()).toEqual([{ n: 6 }, { n: 2 }, { n: 4 }]);
    expect((await splits.filter("n > 2")).numRows).toEqual({ train: 1, test: 1 });
    expect(await (await splits.sort("n")).split("train").column("n")).toEqual([1, 2, 3]);
    expect(splits.renameColumn("n", "m").columnNames.test).toEqual(["m", "label"]);
    expect(splits.removeColumns("n").columnNames.train).toEqual(["label"]);
    expect(splits.selectColumns("n").columnNames.train).toEqual(["n"]);
    expect((await splits.castColumn("n", value("string"))).features.test?.get("n")).toEqual(value("string"));
    expect(await splits.unique("label")).toEqual({ train: ["b", "a"], test: ["c"] });
    expect(await splits.shuffle({ seed: 1 }).split("train").column("n")).toHaveLength(3);
    expect(splits.withFormat({ type: "typed" }).split("test").format).toEqual({ type: "typed" });
  });

  it("encodes classes with the same names in all splits", async () => {
    const encoded = await (await dict()).classEncodeColumn("label");
    for (const each of encoded.values())
      expect((each.features.get("label") as ClassLabel).names).toEqual(["a", "b", "c"]);
    expect(await encoded.split("test").column("label")).toEqual([2]);
  });

  it("is a Map", async () => {
    const splits = await dict();
    expect([...splits.keys()]).toEqual(["train", "test"]);
    splits.set("more", splits.split("test"));
    expect(splits.size).toBe(3);
    expect(() => splits.split("dev")).toThrow("one of the splits train, test, more expected: dev");
  });
});
