import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { RecordBatchReader, tableFromIPC } from "apache-arrow";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  ClassLabel,
  type Dataset,
  DatasetDict,
  type Feature,
  fromRows,
  list,
  loadFromDisk,
  SaveError,
  saveToDisk,
  value,
} from "../../src/index.ts";
import { ArrowWriter } from "../../src/save/arrow-writer.ts";
import { rejection, seededRandom, workspace } from "../load/workspace.ts";

const space = workspace();
afterEach(() => vi.restoreAllMocks());

const features = new Map<string, Feature>([
  ["id", value("int64")],
  ["unsigned", value("uint64")],
  ["small", value("int8")],
  ["flag", value("bool")],
  ["half", value("float16")],
  ["single", value("float32")],
  ["score", value("float64")],
  ["text", value("string")],
  ["long", value("large_string")],
  ["bytes", value("binary")],
  ["day", value("date32")],
  ["at", value("timestamp[ms]")],
  ["micro", value("timestamp[us]")],
  ["zoned", value("timestamp[us, tz=UTC]")],
  ["price", value("decimal128(10, 2)")],
  ["label", new ClassLabel(["ham", "spam"])],
  ["tags", list(value("string"))],
  ["pair", { _type: "List", feature: value("float32"), length: 2 }],
  ["nested", list(list(value("int64")))],
  ["answers", { text: list(value("string")), when: value("timestamp[us]"), inner: { n: value("int32") } }],
  ["none", value("null")],
]);

/** Rows with values at the ends of their types, and nulls. */
function rowsOf(count: number) {
  const random = seededRandom(5);
  const maybe = <T>(each: T) => (random() < 0.15 ? null : each);
  const day = (i: number) => new Date(Date.UTC(1950 + (i % 150), i % 12, 1 + (i % 28)));
  return Array.from({ length: count }, (_, i) => ({
    id: maybe(i % 3 === 0 ? 2n ** 63n - 1n - BigInt(i) : i - 50),
    unsigned: maybe(i % 2 ? 2n ** 64n - 1n - BigInt(i) : i),
    small: maybe((i % 256) - 128),
    flag: maybe(random() < 0.5),
    half: maybe((i % 100) / 4),
    single: maybe(Math.fround(random())),
    score: maybe(random() * 1e300),
    text: maybe(`ü${i}𝄞\n"'`.repeat(Math.floor(random() * 3))),
    long: maybe(`${i}`),
    bytes: maybe(Uint8Array.from({ length: i % 5 }, (_, n) => (i * n) % 256)),
    day: maybe(new Date(Date.UTC(1900 + (i % 250), i % 12, 1 + (i % 28)))),
    at: maybe(new Date(day(i).getTime() + (i % 1000))),
    micro: maybe(day(i)),
    zoned: maybe(day(i)),
    price: maybe(Number((i * 1.37 - 100).toFixed(2))),
    label: maybe(i % 2),
    tags: maybe(Array.from({ length: i % 4 }, (_, n) => (n === 2 ? null : `t${n}`))),
    pair: [Math.fround(i / 3), 0.5],
    nested: maybe([[i], [], [1, 2]]),
    answers: maybe({ text: i % 5 ? ["x"] : null, when: i % 2 ? null : day(i), inner: { n: i } }),
    none: null,
  }));
}

describe("saveToDisk and loadFromDisk", () => {
  it("gives back every value and type", async () => {
    const rows = rowsOf(5000);
    const dataset = await fromRows(rows, {
      features,
      info: { description: "Some", license: "mit", split: "train" },
    });
    const folder = join(space.path, "all");
    await dataset.saveToDisk(folder);
    const loaded = (await loadFromDisk(folder)) as Dataset;
    expect(loaded.numRows).toBe(5000);
    expect(await loaded.toRows()).toEqual(await dataset.toRows());
    expect([...loaded.features]).toEqual([...features]);
    expect(loaded.info).toEqual({ description: "Some", license: "mit", split: "train" });
  });

  it("keeps microseconds, nanoseconds and large integers exactly", async () => {
    const dataset = await (await fromRows([{ a: 0 }])).query(
      "SELECT TIMESTAMP '2020-01-01 00:00:00.123456' AS us, TIMESTAMP_NS '2020-01-01 00:00:00.123456789' AS ns, " +
        "TIMESTAMP_S '1969-12-31 23:59:59' AS s, TIME '01:02:03.000004' AS t, TIMESTAMPTZ '1960-01-01 00:00:00.000001+00' AS tz, " +
        "[TIMESTAMP '1900-01-01 00:00:00.000001', NULL] AS list, -170141183460469.23::DECIMAL(20, 2) AS d, 9223372036854775807 AS i",
    );
    const folder = join(space.path, "exact");
    await saveToDisk(dataset, folder);
    const loaded = (await loadFromDisk(folder)) as Dataset;
    const text =
      "SELECT us::VARCHAR us, ns::VARCHAR ns, s::VARCHAR s, t::VARCHAR t, epoch_us(tz) tz, list::VARCHAR l, d::VARCHAR d, i FROM self";
    const [row] = await (await loaded.query(text)).toRows();
    expect(row).toEqual((await (await dataset.query(text)).toRows())[0]);
    expect(row).toMatchObject({
      us: "2020-01-01 00:00:00.123456",
      ns: "2020-01-01 00:00:00.123456789",
      d: "-170141183460469.23",
    });
    expect([...loaded.features]).toEqual([...dataset.features]);
  });

  it("keeps times of all units", async () => {
    for (const unit of ["time32[s]", "time32[ms]", "time64[us]", "time64[ns]", "timestamp[s]", "date64"]) {
      const dataset = await (await fromRows([{ a: 0 }])).query(
        `SELECT ${unit.startsWith("time3") || unit.startsWith("time6") ? "TIME '01:02:03'" : "TIMESTAMP_S '2020-01-02'"} AS t FROM self`,
      );
      const named = await dataset.castColumn("t", value(unit));
      await saveToDisk(named, join(space.path, "unit"));
      const loaded = (await loadFromDisk(join(space.path, "unit"))) as Dataset;
      expect(loaded.features.get("t")).toEqual(value(unit));
      expect(await loaded.toRows(), unit).toEqual(await named.toRows());
      const table = tableFromIPC(await readFile(join(space.path, "unit", "data-00000-of-00001.arrow")));
      const perSecond = { s: 1n, ms: 1000n, us: 1_000_000n, ns: 1_000_000_000n }[
        /\[(..?)\]/.exec(unit)?.[1] ?? ""
      ];
      if (unit.startsWith("time6") || unit.startsWith("time3"))
        expect(BigInt(table.getChild("t")?.get(0)), unit).toBe(3723n * (perSecond ?? 0n));
    }
  });

  it("writes what apache-arrow reads, with the features in the schema", async () => {
    const rows = rowsOf(300);
    const folder = join(space.path, "arrow");
    await saveToDisk(await fromRows(rows, { features }), folder);
    expect((await readdir(folder)).sort()).toEqual([
      "data-00000-of-00001.arrow",
      "dataset_info.json",
      "state.json",
    ]);
    const table = tableFromIPC(await readFile(join(folder, "data-00000-of-00001.arrow")));
    const note = JSON.parse(table.schema.metadata.get("huggingface") ?? "");
    expect(note.info.features.label).toEqual({ names: ["ham", "spam"], _type: "ClassLabel" });
    expect(note.info.features.tags).toEqual({ feature: { dtype: "string", _type: "Value" }, _type: "List" });
    const column = (name: string) => Array.from(table.getChild(name) as Iterable<unknown>);
    expect(table.numRows).toBe(300);
    expect(column("id")).toEqual(rows.map(({ id }) => (id === null ? null : BigInt(id))));
    expect(column("text")).toEqual(rows.map(({ text }) => text));
    expect(column("flag")).toEqual(rows.map(({ flag }) => flag));
    expect(column("half")).toEqual(rows.map(({ half }) => half));
    expect(column("at")).toEqual(rows.map(({ at }) => at?.getTime() ?? null));
    expect(column("day")).toEqual(rows.map(({ day }) => day?.getTime() ?? null));
    expect(column("tags").map((each) => each && Array.from(each as Iterable<unknown>))).toEqual(
      rows.map(({ tags }) => tags),
    );
    expect(column("label")).toEqual(rows.map(({ label }) => (label === null ? null : BigInt(label))));
    expect(column("answers").map((each) => (each as { inner?: { n: number } } | null)?.inner?.n)).toEqual(
      rows.map(({ answers }) => answers?.inner.n),
    );
  });

  it("writes json as Python's datasets does", async () => {
    const folder = join(space.path, "json");
    await saveToDisk(await fromRows([{ a: 1 }], { info: { split: "train" } }), folder);
    const json = async (name: string) => JSON.parse(await readFile(join(folder, name), "utf8"));
    expect(await json("state.json")).toEqual({
      _data_files: [{ filename: "data-00000-of-00001.arrow" }],
      _fingerprint: expect.stringMatching(/^[0-9a-f]+$/),
      _format_columns: null,
      _format_kwargs: {},
      _format_type: null,
      _output_all_columns: false,
      _split: "train",
    });
    expect(await json("dataset_info.json")).toMatchObject({
      features: { a: { dtype: "int64", _type: "Value" } },
    });
  });

  it("splits files by size, and writes rows as they are chosen", async () => {
    const dataset = await fromRows(Array.from({ length: 20_000 }, (_, i) => ({ i, text: "x".repeat(100) })));
    const folder = join(space.path, "shards");
    await saveToDisk(dataset.shuffle({ seed: 1 }).take(15_000), folder, { maxShardSize: 500_000 });
    const names = (await readdir(folder)).filter((name) => name.endsWith(".arrow")).sort();
    expect(names.length).toBeGreaterThan(2);
    expect(names[1]).toBe(`data-00001-of-0000${names.length}.arrow`);
    let rows = 0;
    for (const name of names)
      for (const batch of RecordBatchReader.from(await readFile(join(folder, name)))) rows += batch.numRows;
    expect(rows).toBe(15_000);
    const loaded = (await loadFromDisk(folder)) as Dataset;
    expect(await loaded.column("i")).toEqual(await dataset.shuffle({ seed: 1 }).take(15_000).column("i"));
  });

  it("saves and loads several splits, formats, and datasets without rows", async () => {
    const dict = new DatasetDict({
      train: await fromRows([{ a: 1 }, { a: 2 }]),
      test: (await fromRows([{ a: 3 }])).take(0),
    });
    const folder = join(space.path, "dict");
    await dict.saveToDisk(folder);
    expect(JSON.parse(await readFile(join(folder, "dataset_dict.json"), "utf8"))).toEqual({
      splits: ["train", "test"],
    });
    const loaded = (await loadFromDisk(folder)) as DatasetDict;
    expect(loaded.numRows).toEqual({ train: 2, test: 0 });
    expect(loaded.split("train").split).toBe("train");
    await saveToDisk(dict.split("train").withFormat({ type: "typed", columns: ["a"] }), folder);
    expect(((await loadFromDisk(folder)) as Dataset).format).toEqual({ type: "typed", columns: ["a"] });
  });

  it("reads the format of older files, and those of other writers", async () => {
    const folder = join(space.path, "older");
    await saveToDisk(await fromRows([{ a: 1 }]), folder);
    await rename(join(folder, "data-00000-of-00001.arrow"), join(folder, "dataset.arrow"));
    await writeFile(
      join(folder, "state.json"),
      '{"_data_files": [{"filename": "dataset.arrow"}], "_indices_files": null}',
    );
    expect(await ((await loadFromDisk(folder)) as Dataset).toRows()).toEqual([{ a: 1 }]);
  });
});

describe("saving that fails", () => {
  it("leaves nothing when the disk is full, and says so", async () => {
    const folder = join(space.path, "full");
    const dataset = await fromRows([{ a: 1 }]);
    await saveToDisk(dataset, folder);
    vi.spyOn(ArrowWriter.prototype, "write").mockRejectedValue(
      Object.assign(new Error("ENOSPC: no space left"), { code: "ENOSPC" }),
    );
    const error = await rejection(saveToDisk(await fromRows([{ a: 2 }]), folder));
    expect(error).toBeInstanceOf(SaveError);
    expect(error.message).toBe(
      `space on the disk expected, there is none left; free some, or choose another place: ${folder}`,
    );
    vi.restoreAllMocks();
    // The one before is still there.
    expect(await ((await loadFromDisk(folder)) as Dataset).toRows()).toEqual([{ a: 1 }]);
    expect((await readdir(space.path)).filter((name) => name.startsWith("full"))).toEqual(["full"]);
  });

  it("leaves nothing when it is interrupted", async () => {
    const folder = join(space.path, "interrupted");
    const dataset = await fromRows(Array.from({ length: 10_000 }, (_, a) => ({ a })));
    const { write } = ArrowWriter.prototype;
    let count = 0;
    vi.spyOn(ArrowWriter.prototype, "write").mockImplementation(function (this: ArrowWriter, batch) {
      if (++count === 3) throw new Error("interrupted");
      return write.call(this, batch);
    });
    expect((await rejection(saveToDisk(dataset, folder))).message).toMatch(/interrupted/);
    expect((await readdir(space.path)).filter((name) => name.startsWith("interrupted"))).toEqual([]);
  });

  it("does not replace what is no dataset", async () => {
    const folder = join(space.path, "mine");
    await mkdir(folder);
    await writeFile(join(folder, "letter.txt"), "dear");
    expect((await rejection(saveToDisk(await fromRows([{ a: 1 }]), folder))).message).toMatch(
      /^a new folder, an empty one/,
    );
    expect(await readFile(join(folder, "letter.txt"), "utf8")).toBe("dear");
  });

  it("says what is wrong with a folder", async () => {
    expect((await rejection(loadFromDisk(join(space.path, "nowhere")))).message).toMatch(
      /^a folder that saveToDisk wrote expected/,
    );
    const folder = join(space.path, "hurt");
    await saveToDisk(await fromRows([{ a: 1 }]), folder);
    await writeFile(
      join(folder, "state.json"),
      '{"_data_files": [{"filename": "../all/data-00000-of-00001.arrow"}]}',
    );
    expect((await rejection(loadFromDisk(folder))).message).toMatch(/_data_files\.0\.filename/);
    await writeFile(join(folder, "state.json"), '{"_data_files": [{"filename": "gone.arrow"}]}');
    expect((await rejection(loadFromDisk(folder))).message).toMatch(
      /^a file that is there expected: .*gone\.arrow$/,
    );
    await writeFile(join(folder, "state.json"), "{");
    expect((await rejection(loadFromDisk(folder))).message).toMatch(/^json expected/);
  });
});
