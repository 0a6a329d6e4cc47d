import { readFile } from "node:fs/promises";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { ClassLabel, ColumnError, DataFileError, FeatureError, loadDataset, value } from "../../src/index.ts";
import { rejection, seededRandom, workspace } from "./workspace.ts";

const space = workspace();
const load = async (content: string | Uint8Array, options: object = {}, name = "data.csv") =>
  loadDataset("csv", { dataFiles: await space.file(name, content), ...options, split: "train" });
interface PandasCase {
  readonly csv: string;
  readonly cols: Record<
    string,
    { readonly t: "object" | "float64" | "int64" | "bool"; readonly v: readonly unknown[] }
  >;
}
/** Integers that a number does not hold become bigints. */
const exactly = (_: string, each: unknown, context?: { readonly source?: string }) =>
  typeof each === "number" && !Number.isSafeInteger(each) && /^-?\d+$/.test(context?.source ?? "")
    ? BigInt(context?.source ?? "")
    : each;
const failure = (content: string | Uint8Array, options: object = {}, name = "bad.csv") =>
  rejection(load(content, options, name));
const types = (dataset: Awaited<ReturnType<typeof load>>) =>
  Object.fromEntries(
    Array.from(dataset.features, ([name, feature]) => [name, (feature as { dtype: string }).dtype]),
  );

describe("csv", () => {
  it("takes the type of all values, however late one differs", async () => {
    const rows = Array.from({ length: 50_000 }, (_, i) => `${i},${i},${i % 2 === 0},${i},x${i}`);
    rows[49_000] = "49000,1.5,yes,n/a,y";
    const dataset = await load(`a,b,c,d,e\n${rows.join("\n")}\n`);
    expect(types(dataset)).toEqual({ a: "int64", b: "float64", c: "string", d: "string", e: "string" });
    expect(await dataset.at(49_000)).toEqual({ a: 49_000, b: 1.5, c: "yes", d: "n/a", e: "y" });
  });

  it("knows booleans, numbers in all forms, and columns without values; dates stay texts", async () => {
    const dataset = await load("a,b,c,d,e\nTrue,1e3,,2020-01-31,-5\nfalse,.5,,2021-01-31,+7\n");
    expect(types(dataset)).toEqual({ a: "bool", b: "float64", c: "null", d: "string", e: "int64" });
    expect(await dataset.toRows()).toEqual([
      { a: true, b: 1000, c: null, d: "2020-01-31", e: -5 },
      { a: false, b: 0.5, c: null, d: "2021-01-31", e: 7 },
    ]);
  });

  it("has the values and types that pandas 1.5.3 has, and null where that has no type for it", async () => {
    const cases = JSON.parse(
      await readFile(new URL("fixtures/pandas-csv.json", import.meta.url), "utf8"),
      exactly,
    ) as PandasCase[];
    // Without a value pandas makes numbers of integers, and objects of booleans.
    const same = { object: "string", float64: "float64", int64: "int64", bool: "bool" };
    for (const [i, { csv, cols }] of cases.entries()) {
      const dataset = await load(csv, {}, `pandas-${i}.csv`);
      for (const [name, { t, v }] of Object.entries(cols)) {
        const values = await dataset.column(name);
        const dtype = types(dataset)[name];
        if (!v.includes(null)) expect(dtype, `${csv} ${name}`).toBe(same[t]);
        else expect([same[t], ...(t === "float64" ? ["int64", "null"] : ["bool"])]).toContain(dtype);
        if (dtype === "int64" && t === "float64")
          expect(values.map((each) => each && Number(each))).toEqual(v.map((each) => each && Number(each)));
        else
          expect(values.map((each) => (each === 0 ? 0 : each))).toEqual(
            v.map((each) => (each === 0 ? 0 : each)),
          );
      }
    }
  });

  it("keeps integers exactly, as texts where int64 does not hold them", async () => {
    const dataset = await load("a,b\n9007199254740993,1\n-9223372036854775808,9223372036854775808\n");
    expect(types(dataset)).toEqual({ a: "int64", b: "string" });
    expect(await dataset.column("a")).toEqual([9007199254740993n, -(2n ** 63n)]);
  });

  it("reads what it should of random tables with quotes, line ends and delimiters in values", async () => {
    const random = seededRandom(7);
    const characters = ['"', ",", "\n", "a", "é", "'", " ", "\\", ";", "𝄞"];
    const text = () =>
      Array.from({ length: 1 + Math.floor(random() * 8) }, () => characters[Math.floor(random() * 10)]).join(
        "",
      );
    const rows = Array.from({ length: 3000 }, (_, i) => ({ id: i, text: `t${text()}`, other: `o${text()}` }));
    const quoted = (each: string) => `"${each.replaceAll('"', '""')}"`;
    const lines = rows.map((row) => `${row.id},${quoted(row.text)},${quoted(row.other)}`);
    const dataset = await load(`id,text,other\n${lines.join("\n")}\n`);
    expect(await dataset.toRows()).toEqual(rows);
  });

  it("has the options delimiter, header, columnNames, quote, skipRows and nullValues", async () => {
    const rows = (dataset: Awaited<ReturnType<typeof load>>) => dataset.toRows();
    expect(await rows(await load("a\tb\n1\tx,y\n", { delimiter: "\t" }))).toEqual([{ a: 1, b: "x,y" }]);
    expect(await rows(await load("a\tb\n1\tx\n", {}, "data.tsv"))).toEqual([{ a: 1, b: "x" }]);
    expect(await rows(await load("1,x\n2,y\n", { header: false }))).toEqual([
      { 0: 1, 1: "x" },
      { 0: 2, 1: "y" },
    ]);
    expect(await rows(await load("1,x\n2,y\n", { columnNames: ["n", "t"] }))).toEqual([
      { n: 1, t: "x" },
      { n: 2, t: "y" },
    ]);
    expect(await rows(await load("a,b\n1,x\n", { columnNames: ["n", "t"], header: true }))).toEqual([
      { n: 1, t: "x" },
    ]);
    expect(await rows(await load('a,b\n"x,y\n', { quote: "" }))).toEqual([{ a: '"x', b: "y" }]);
    expect(await rows(await load("a,b\n'x,1',y\n", { quote: "'" }))).toEqual([{ a: "x,1", b: "y" }]);
    expect(await rows(await load("# made by\n# me\na,b\n1,2\n", { skipRows: 2 }))).toEqual([{ a: 1, b: 2 }]);
    expect(await rows(await load("a\n1\nNA\n", { nullValues: ["NA"] }))).toEqual([{ a: 1 }, { a: null }]);
  });

  it("reads lines of hundreds of kilobytes, and of several megabytes", async () => {
    const wide = await load(`a,b\n1,${"x".repeat(3e5)}\n2,y\n`);
    expect(await (await wide.query("SELECT length(b) AS n FROM self")).column("n")).toEqual([3e5, 1]);
    const dataset = await load(`a,b\n1,${"x".repeat(5e6)}\n2,y\n`);
    expect(await (await dataset.query("SELECT length(b) AS n FROM self")).column("n")).toEqual([5e6, 1]);
    expect((await failure(`a,b\n1,"${"x\n".repeat(9e6)}`)).message).toMatch(
      /lines below 16 MB expected|a closing "/,
    );
  });

  it("names columns without a name, or of one that is taken, as pandas does", async () => {
    expect((await load(",a,a,\n0,1,2,3\n")).columnNames).toEqual(["Unnamed: 0", "a", "a.1", "Unnamed: 3"]);
  });

  it("reads compressed files, and several of which each has its header", async () => {
    await space.file("parts/1.csv", "a,b\n1,x\n");
    await space.file("parts/2.csv.gz", gzipSync("a,b\n2,y\n"));
    await space.file("parts/3.csv.zst", zstdCompressSync("a,b\n2.5,z\n"));
    const dataset = await loadDataset("csv", { dataFiles: `${space.path}/parts/*`, split: "train" });
    expect(await dataset.toRows()).toEqual([
      { a: 1, b: "x" },
      { a: 2, b: "y" },
      { a: 2.5, b: "z" },
    ]);
  });

  it("reads other encodings, by their name or their byte order mark", async () => {
    const utf16 = Buffer.from("\ufeffa,b\nü,𝄞\n", "utf16le");
    for (const [content, options] of [
      [Buffer.from("\ufeffa,b\nü,𝄞\n"), {}],
      [utf16, {}],
      [utf16, { encoding: "utf-16" }],
      [Buffer.from(utf16).swap16(), {}],
    ] as const)
      expect(await (await load(content, options)).toRows()).toEqual([{ a: "ü", b: "𝄞" }]);
    const latin = await load(Buffer.from("a\nü\x80\n", "latin1"), { encoding: "latin-1" });
    expect(await latin.toRows()).toEqual([{ a: "ü\x80" }]);
    const windows = await load(Buffer.from([97, 10, 0x80, 10]), { encoding: "windows-1252" });
    expect(await windows.toRows()).toEqual([{ a: "€" }]);
  });

  it("reads files and columns whatever they are named", async () => {
    const name = "it's; DROP TABLE x; --[1]*?.csv";
    const header = `"x'); DROP TABLE y; --","quote "" inside","a\nb"`;
    const dataset = await load(`${header}\n1,2,3\n`, {}, name);
    expect(await dataset.toRows()).toEqual([{ "x'); DROP TABLE y; --": 1, 'quote " inside': 2, "a\nb": 3 }]);
    await space.file("it's; DROP TABLE x; --1*?.csv", "other\n");
    expect((await load(`${header}\n1,2,3\n`, {}, name)).numRows).toBe(1);
  });

  it("changes a column's type with features, and labels by their names", async () => {
    const dataset = await load("id,label\n007,spam\n008,\n", {
      features: new Map<string, never>([
        ["id", value("string")],
        ["label", new ClassLabel(["ham", "spam"])],
      ] as never),
    });
    // A row without a label has none; it is not a class.
    expect(await dataset.toRows()).toEqual([
      { id: "007", label: 1 },
      { id: "008", label: null },
    ]);
    expect(dataset.features.get("label")).toBeInstanceOf(ClassLabel);
  });

  it("is a query on the file: nothing is written to filter and group", async () => {
    const dataset = await load("a,b\n1,x\n2,y\n3,y\n");
    const { query } = dataset.view.source;
    expect(query).toContain("read_csv");
    const filtered = await dataset.filter("a > 1");
    expect(filtered.view.source.query).toContain("read_csv");
    expect(await (await filtered.query("SELECT b, count(*) AS n FROM self GROUP BY b")).toRows()).toEqual([
      { b: "y", n: 2 },
    ]);
  });

  it("has a fingerprint of the file's path, size and time, and of the options", async () => {
    const { fingerprint } = await load("a\n1\n", {}, "same.csv");
    expect((await load("a\n1\n", { nullValues: ["1"] }, "same.csv")).fingerprint).not.toBe(fingerprint);
    expect((await load("a\n2\n", {}, "same.csv")).fingerprint).not.toBe(fingerprint);
  });
});

describe("csv that is wrong", () => {
  it("names the line with too many or too few values", async () => {
    const more = await failure("a,b\n1,x\n2,y,z\n");
    expect(more).toBeInstanceOf(DataFileError);
    expect(more).toMatchObject({ line: 3 });
    expect(more.message).toMatch(/^line 3: 2 columns expected, found 3; .*bad\.csv$/);
    const many = Array.from({ length: 200_000 }, (_, i) => `${i},some text to fill the line`);
    many[150_000] = "7";
    expect(await failure(`a,b\n${many.join("\n")}`)).toMatchObject({ line: 150_002 });
  });

  it("names the line of a quote that is not closed", async () => {
    expect(await failure('a,b\n1,x\n2,"y\n3,z\n')).toMatchObject({ line: 3 });
  });

  it("says that there is another delimiter", async () => {
    expect((await failure("a;b;c\n1;2;3\n")).message).toMatch(
      /columns between "," expected.*pass delimiter: ";"/,
    );
    expect((await load('"a;b"\n1\n')).columnNames).toEqual(["a;b"]);
    expect((await failure("a\tb\n1\t2\n")).message).toMatch(/pass delimiter: "\\t"/);
  });

  it("names the bytes that are not of the encoding", async () => {
    const error = await failure(Buffer.from(`a,b\n1,${"x".repeat(100_000)}\n2,café\n`, "latin1"));
    expect(error.message).toMatch(
      /^utf-8 expected, but the bytes at offset 100012 are not \(e9 0a\); pass encoding/,
    );
    expect((await failure("a\n1\n", { encoding: "klingon" })).message).toMatch(/: klingon$/);
  });

  it("says that a file is empty, or has no rows", async () => {
    expect((await failure("")).message).toMatch(/a line of column names expected, it is empty: .*bad\.csv/);
    expect((await load("a,b\n")).numRows).toBe(0);
  });

  it("names the line of a value that does not fit features, and the row of a label that is none", async () => {
    const wrong = await failure("a,b\n1,x\ntwo,y\n", { features: new Map([["a", value("int64")]]) });
    expect(wrong.message).toMatch(/^line 3: column "a": a value of type BIGINT expected .*given "two"/);
    const label = await failure("a\nx\ny\n", { features: new Map([["a", new ClassLabel(["x"])]]) });
    expect(label).toBeInstanceOf(FeatureError);
    expect(label.message).toBe('column "a", row 1: one of the classes x or its number expected: y');
    const range = await failure("a\n0\n2\n", { features: new Map([["a", new ClassLabel(["x", "y"])]]) });
    expect(range.message).toMatch(/column "a", row 1: .*: 2$/);
  });

  it("misses a column that features name", async () => {
    const error = await failure("a,b\n1,2\n", { features: new Map([["c", value("int64")]]) });
    expect(error).toBeInstanceOf(ColumnError);
    expect(error.message).toBe("one of the columns a, b expected: c");
  });

  it("refuses columns that differ in case only, which no query can tell apart", async () => {
    expect((await failure("id,ID\n1,2\n")).message).toMatch(/upper and lower case .*: id, ID$/);
  });

  it("names the file of several that has other columns", async () => {
    await space.file("two/1.csv", "a,b\n1,2\n");
    await space.file("two/2.csv", "a,c\n1,2\n");
    const error = await rejection(loadDataset("csv", { dataFiles: `${space.path}/two/*.csv` }));
    expect(error.message).toMatch(/found a, c; .*2\.csv$/);
  });

  it("finds that a compressed file breaks off", async () => {
    const packed = gzipSync(`a\n${Array.from({ length: 10_000 }, (_, i) => i).join("\n")}`);
    const error = await failure(packed.subarray(0, packed.length / 2), {}, "cut.csv.gz");
    expect(error.message).toMatch(/broken or incomplete/);
  });
});
