import { readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { tableFromArrays, tableToIPC } from "apache-arrow";
import { parquetWriteFile } from "hyparquet-writer";
import { beforeAll, describe, expect, it } from "vitest";
import { ClassLabel, type Feature, fromRows, loadDataset, toParquet, value } from "../../src/index.ts";
import { rejection, seededRandom, workspace } from "./workspace.ts";

const space = workspace();

describe("text", () => {
  const load = async (content: string | Uint8Array, options: object = {}) =>
    (
      await loadDataset("text", { dataFiles: await space.file("a.txt", content), ...options, split: "train" })
    ).column("text");

  it("gives lines with whatever ends they have, empty ones too", async () => {
    expect(await load("a\n\nb\r\nc\rd")).toEqual(["a", "", "b", "c", "d"]);
    expect(await load("a\n")).toEqual(["a"]);
    expect(await load("")).toEqual([]);
  });

  it("gives the lines of a long file, whatever pieces it is read in", async () => {
    const random = seededRandom(3);
    const lines = Array.from({ length: 20_000 }, (_, i) => `${i} ${"ü".repeat(random() * 30)}`);
    expect(await load(lines.join("\r\n"))).toEqual(lines);
  });

  it("gives paragraphs and documents", async () => {
    expect(await load("a\nb\n\n\nc\r\n\r\nd\n", { sampleBy: "paragraph" })).toEqual(["a\nb", "c", "d"]);
    expect(await load("a\n\nb\n", { sampleBy: "document" })).toEqual(["a\n\nb\n"]);
  });

  it("reads encodings, and names the bytes that are of another", async () => {
    expect(await load(Buffer.from("é\n", "latin1"), { encoding: "latin-1" })).toEqual(["é"]);
    expect((await rejection(load(Buffer.from("abc é\n", "latin1")))).message).toMatch(/offset 4 are not/);
  });
});

describe("parquet", () => {
  it("reads what another writer wrote, where it is", async () => {
    const path = join(space.path, "other.parquet");
    const count = 5000;
    const data = Array.from({ length: count }, (_, i) => i);
    await parquetWriteFile({
      filename: path,
      columnData: [
        { name: "id", data: data.map(BigInt), type: "INT64" },
        { name: 'it\'s "x"', data: data.map((i) => (i % 7 === 0 ? null : `t${i}`)), type: "STRING" },
        { name: "score", data: data.map((i) => i / 3), type: "DOUBLE" },
      ],
    });
    const dataset = await loadDataset(path, { split: "train" });
    expect(dataset.view.source.query).toContain("other.parquet");
    expect(await dataset.toRows()).toEqual(
      data.map((i) => ({ id: i, 'it\'s "x"': i % 7 === 0 ? null : `t${i}`, score: i / 3 })),
    );
    expect(await dataset.at(-1)).toEqual({ id: 4999, 'it\'s "x"': "t4999", score: 4999 / 3 });
    const some = await loadDataset("parquet", { dataFiles: path, columns: ["score"], split: "train" });
    expect(some.columnNames).toEqual(["score"]);
  });

  it("reads the features that are noted in it, and takes others", async () => {
    const features = new Map<string, Feature>([["label", new ClassLabel(["ham", "spam"])]]);
    const path = join(space.path, "noted [1].parquet");
    await toParquet(
      await fromRows(
        [
          { label: 1, n: 1 },
          { label: 0, n: 2 },
        ],
        { features: new Map([...features, ["n", value("int32")]]) },
      ),
      path,
    );
    const dataset = await loadDataset(path, { split: "train" });
    expect((dataset.features.get("label") as ClassLabel).names).toEqual(["ham", "spam"]);
    const cast = await loadDataset(path, { split: "train", features: new Map([["n", value("string")]]) });
    expect(await cast.toRows()).toEqual([
      { label: 1, n: "1" },
      { label: 0, n: "2" },
    ]);
  });

  it("takes the values of a file, and not what the name of its folder says", async () => {
    await space.file("label=9/readme.md", "");
    const path = join(space.path, "label=9", "a.parquet");
    await toParquet(await fromRows([{ label: 1, n: 2 }]), path);
    const dataset = await loadDataset(path, { split: "train" });
    expect(await dataset.toRows()).toEqual([{ label: 1, n: 2 }]);
    expect(await dataset.at(0)).toEqual({ label: 1, n: 2 });
    const csv = await space.file("label=9/a.csv", "label\n1\n");
    expect(await (await loadDataset(csv, { split: "train" })).toRows()).toEqual([{ label: 1 }]);
  });

  describe("that is wrong", () => {
    let path = "";
    let bytes = Buffer.alloc(0);
    beforeAll(async () => {
      path = join(space.path, "whole.parquet");
      await toParquet(await fromRows(Array.from({ length: 3000 }, (_, i) => ({ a: i, b: `t${i}` }))), path);
      bytes = await readFile(path);
    });

    it("is cut, is something else, or has a footer that lies", async () => {
      const cut = await space.file("cut.parquet", bytes);
      await truncate(cut, bytes.length - 100);
      const error = await rejection(loadDataset(cut));
      expect(error.message).toMatch(/^a complete parquet file expected .*cut\.parquet$/);
      const other = await space.file("other2.parquet", "a,b\n1,2\n");
      expect((await rejection(loadDataset(other))).message).toMatch(/a complete parquet file expected/);
      const empty = await space.file("empty.parquet", "");
      expect((await rejection(loadDataset(empty))).message).toMatch(/a complete parquet file expected/);
      const middle = await space.file(
        "middle.parquet",
        Buffer.concat([bytes.subarray(0, 10), bytes.subarray(2000)]),
      );
      expect((await rejection(loadDataset(middle))).message).toMatch(/contradicts itself/);
    });

    it("never ends otherwise than with an error of ours or its rows, whatever byte of its footer is changed", async () => {
      const random = seededRandom(11);
      const footer = bytes.readUInt32LE(bytes.length - 8);
      for (let i = 0; i < 60; i++) {
        const changed = Buffer.from(bytes);
        const at = bytes.length - 8 - footer + Math.floor(random() * (footer + 8));
        changed[at] = Math.floor(random() * 256);
        const file = await space.file(`fuzz-${i}.parquet`, changed);
        try {
          expect((await loadDataset(file, { split: "train" })).numRows).toBeGreaterThanOrEqual(0);
        } catch (error) {
          expect((error as Error).name).toMatch(/^(DataFileError|FeatureError|ColumnError)$/);
        }
      }
    }, 60_000);

    it("has other columns than the first", async () => {
      await writeFile(join(space.path, "set-2.parquet"), bytes);
      await toParquet(await fromRows([{ a: "x", b: "y" }]), join(space.path, "set-3.parquet"));
      const error = await rejection(loadDataset("parquet", { dataFiles: `${space.path}/set-*.parquet` }));
      expect(error.message).toMatch(
        /column "a" of type BIGINT expected as in .*set-2\.parquet, found VARCHAR; .*set-3\.parquet$/,
      );
    });
  });
});

describe("arrow", () => {
  it("reads the stream and the file format", async () => {
    const table = tableFromArrays({
      a: Int32Array.of(1, 2),
      b: ["x", null],
      c: BigInt64Array.of(1n, 2n ** 60n),
    });
    for (const format of ["stream", "file"] as const) {
      const path = await space.file(`${format}.arrow`, tableToIPC(table, format));
      const dataset = await loadDataset(path, { split: "train" });
      expect(await dataset.toRows()).toEqual([
        { a: 1, b: "x", c: 1 },
        { a: 2, b: null, c: 2n ** 60n },
      ]);
      expect(Object.fromEntries(dataset.features)).toEqual({
        a: value("int32"),
        b: value("string"),
        c: value("int64"),
      });
    }
  });

  it("says that a file is cut, or is none", async () => {
    const table = tableFromArrays({ a: Float64Array.from({ length: 1000 }, (_, i) => i) });
    for (const format of ["stream", "file"] as const) {
      const bytes = tableToIPC(table, format);
      const path = await space.file(`cut-${format}.arrow`, bytes.subarray(0, bytes.length / 2));
      expect((await rejection(loadDataset(path))).message).toMatch(
        /a complete Arrow file expected .*\.arrow$/,
      );
    }
    const path = await space.file("none.arrow", "something else, and long enough to be read as a header");
    expect((await rejection(loadDataset(path))).message).toMatch(/a complete Arrow file expected/);
  });
});
