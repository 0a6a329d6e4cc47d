import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { tableFromArrays, tableToIPC } from "apache-arrow";
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import {
  ClassLabel,
  Dataset,
  DatasetDict,
  datasetCard,
  type Feature,
  fromArrow,
  fromRows,
  list,
  loadDataset,
  toArrow,
  toCsv,
  toJson,
  toParquet,
  value,
} from "../../src/index.ts";
import { Relation } from "../../src/table/relation.ts";
import { viewOf } from "../../src/table/view.ts";
import { rejection, workspace } from "../load/workspace.ts";

const space = workspace();
const rows = [
  { id: 9007199254740993n, text: 'a "b",\nc', score: 0.5, tags: ["x", "y"], answers: { n: 1, t: "it's" } },
  { id: -1, text: "", score: null, tags: [], answers: null },
  { id: 3, text: null, score: 1e300, tags: null, answers: { n: null, t: "ü" } },
];
const features = new Map<string, Feature>([
  ["id", value("int64")],
  ["text", value("string")],
  ["score", value("float64")],
  ["tags", list(value("string"))],
  ["answers", { n: value("int64"), t: value("string") }],
]);
const made = () => fromRows(rows, { features });
const at = (name: string) => join(space.path, name);

describe("toParquet", () => {
  it("writes what hyparquet reads, with the features in its metadata", async () => {
    const labelled = await fromRows([{ a: 1, label: 1 }], {
      features: new Map<string, Feature>([
        ["a", value("int32")],
        ["label", new ClassLabel(["x", "it's"])],
      ]),
    });
    await toParquet(labelled, at("a.parquet"));
    const file = await asyncBufferFromFile(at("a.parquet"));
    expect(await parquetReadObjects({ file })).toEqual([{ a: 1, label: 1n }]);
    const { key_value_metadata: pairs } = await parquetMetadataAsync(file);
    const note = pairs?.find(({ key }) => key === "huggingface")?.value ?? "";
    expect(JSON.parse(note).info.features.label).toEqual({ names: ["x", "it's"], _type: "ClassLabel" });
    await (await made()).toParquet(at("b.parquet"), { compression: "zstd" });
    const loaded = await loadDataset(at("b.parquet"), { split: "train" });
    expect(await loaded.toRows()).toEqual(rows);
    expect([...loaded.features]).toEqual([...features]);
  });
});

describe("toJson", () => {
  it("writes lines, or a list, that loading reads", async () => {
    await (await made()).toJson(at("a.jsonl"));
    const lines = (await readFile(at("a.jsonl"), "utf8")).trimEnd().split("\n");
    expect(lines).toHaveLength(3);
    expect(lines[0]).toContain('"id":9007199254740993,');
    expect(JSON.parse(lines[2] as string)).toEqual(rows[2]);
    await toJson(await made(), at("a.json"), { lines: false });
    expect(JSON.parse(await readFile(at("a.json"), "utf8"))[1]).toEqual(rows[1]);
    for (const name of ["a.jsonl", "a.json"])
      expect(await (await loadDataset(at(name), { split: "train" })).toRows()).toEqual(rows);
  });

  it("writes NaN and infinity as null, at any depth", async () => {
    const dataset = await fromRows([
      { a: Number.NaN, b: [1, Number.POSITIVE_INFINITY], c: { d: Number.NaN } },
    ]);
    await toJson(dataset, at("nan.jsonl"));
    expect(JSON.parse(await readFile(at("nan.jsonl"), "utf8"))).toEqual({
      a: null,
      b: [1, null],
      c: { d: null },
    });
  });
});

describe("toCsv", () => {
  it("writes what loading reads, with lists as json", async () => {
    await (await (await made()).sort("id")).toCsv(at("a.csv"));
    const loaded = await loadDataset(at("a.csv"), { split: "train" });
    expect(await loaded.column("id")).toEqual([-1, 3, 9007199254740993n]);
    expect(await loaded.column("tags")).toEqual(["[]", null, '["x","y"]']);
    expect(await loaded.column("text")).toEqual([null, null, 'a "b",\nc']);
    await toCsv(await made(), at("b.tsv"), { delimiter: "\t", header: false });
    expect((await readFile(at("b.tsv"), "utf8")).split("\t")[0]).toBe("9007199254740993");
  });
});

describe("writing that fails", () => {
  it("names columns of bytes", async () => {
    const dataset = await fromRows([{ a: Uint8Array.of(1) }]);
    expect((await rejection(toCsv(dataset, at("x.csv")))).message).toMatch(
      /^column "a" has bytes, which csv cannot hold/,
    );
    expect((await rejection(toJson(dataset, at("x.json")))).message).toMatch(/save to parquet: a$/);
  });

  it("leaves the file that was there, and nothing else", async () => {
    await writeFile(at("keep.csv"), "mine");
    const query = "SELECT CASE WHEN i < 90000 THEN i ELSE error('stopped') END AS a FROM range(100000) r(i)";
    const source = await Relation.of(query, "stops", new Map([["a", value("int64")]]), 100_000);
    expect((await rejection(toCsv(new Dataset(viewOf(source)), at("keep.csv")))).name).toBe("SaveError");
    expect(await readFile(at("keep.csv"), "utf8")).toBe("mine");
    expect((await readdir(space.path)).filter((name) => name.includes("keep"))).toEqual(["keep.csv"]);
  });

  it("refuses options there are not", async () => {
    const dataset = await fromRows([{ a: 1 }]);
    expect(
      (await rejection(toParquet(dataset, at("o.parquet"), { compression: "x'" as never }))).message,
    ).toMatch(/compression.*: x'$/);
    expect((await rejection(toCsv(dataset, at("o.csv"), { sep: ";" } as never))).name).toBe(
      "DatasetArgumentError",
    );
  });
});

describe("toArrow and fromArrow", () => {
  it("go there and back", async () => {
    const table = await (await made()).toArrow();
    expect((await toArrow(await made())).toString()).toBe(table.toString());
    expect(table.numRows).toBe(3);
    expect(table.getChild("id")?.get(0)).toBe(9007199254740993n);
    for (const given of [table, tableToIPC(table, "stream"), tableToIPC(table, "file")]) {
      const back = await fromArrow(given);
      expect(await back.toRows()).toEqual(rows);
      expect([...back.features]).toEqual([...features]);
    }
  });

  it("takes tables of others, with dictionaries and slices", async () => {
    const table = tableFromArrays({ word: ["a", "b", "a", null], n: Int16Array.of(1, 2, 3, 4) });
    expect(await (await fromArrow(table)).toRows()).toEqual([
      { word: "a", n: 1 },
      { word: "b", n: 2 },
      { word: "a", n: 3 },
      { word: null, n: 4 },
    ]);
    expect(await (await fromArrow(table.slice(1, 3))).toRows()).toEqual([
      { word: "b", n: 2 },
      { word: "a", n: 3 },
    ]);
    const other = { schema: table.schema, batches: table.batches } as never;
    expect((await rejection(fromArrow(other))).message).toMatch(/give tableToIPC\(table\): object$/);
    expect((await rejection(fromArrow(new TextEncoder().encode("no")))).message).toMatch(
      /^a complete Arrow file expected/,
    );
  });
});

describe("datasetCard", () => {
  it("has front matter that the Hub knows, a row, and tables", async () => {
    const labelled = new Map<string, Feature>([...features, ["label", new ClassLabel(["no", "yes"])]]);
    const one = async (count: number) =>
      fromRows(
        Array.from({ length: count }, () => ({ ...rows[0], label: 1 })),
        { features: labelled },
      );
    const card = await datasetCard(new DatasetDict({ train: await one(1500), test: await one(10) }), {
      prettyName: "Some: texts",
      language: "en",
      license: "cc0-1.0",
      taskCategories: ["text-classification"],
      limitations: "Few rows.",
    });
    const [, yaml = "", body = ""] = card.split(/^---$/m);
    expect(parse(yaml)).toEqual({
      pretty_name: "Some: texts",
      language: ["en"],
      license: "cc0-1.0",
      task_categories: ["text-classification"],
      size_categories: ["1K<n<10K"],
      dataset_info: {
        features: [
          { name: "id", dtype: "int64" },
          { name: "text", dtype: "string" },
          { name: "score", dtype: "float64" },
          { name: "tags", list: "string" },
          {
            name: "answers",
            struct: [
              { name: "n", dtype: "int64" },
              { name: "t", dtype: "string" },
            ],
          },
          { name: "label", dtype: { class_label: { names: { 0: "no", 1: "yes" } } } },
        ],
        splits: [
          { name: "train", num_bytes: expect.any(Number), num_examples: 1500 },
          { name: "test", num_bytes: expect.any(Number), num_examples: 10 },
        ],
        dataset_size: expect.any(Number),
      },
      configs: [
        {
          config_name: "default",
          data_files: [
            { split: "train", path: "data/train-*" },
            { split: "test", path: "data/test-*" },
          ],
        },
      ],
    });
    expect(body).toContain("# Some: texts\n");
    expect(body).toContain("| label | 0 no, 1 yes |");
    expect(body).toContain("| train | 1500 |");
    expect(body).toContain('"id": "9007199254740993"');
    expect(body).toContain("## Limitations\n\nFew rows.");
    expect(body).not.toContain("undefined");
  });
});
