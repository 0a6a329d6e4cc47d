import { describe, expect, it } from "vitest";
import { ClassLabel, type Feature, loadDataset, value } from "../../src/index.ts";
import { rejection, seededRandom, workspace } from "./workspace.ts";

const space = workspace();
const load = async (content: string | Uint8Array, options: object = {}, name = "data.json") =>
  loadDataset("json", { dataFiles: await space.file(name, content), ...options, split: "train" });
const failure = (content: string | Uint8Array, options: object = {}) =>
  rejection(load(content, options, "bad.json"));

const rows = [
  { id: 1, text: "a\nb", score: 0.5, tags: ["x", "y"], answers: { text: ["t"], start: [3] }, empty: null },
  { id: 9007199254740991, text: null, score: 2, tags: [], answers: { text: [], start: [] }, empty: null },
];

describe("json", () => {
  it("reads a list, lines, and a list in a field, with the same rows and types", async () => {
    const layouts: [string, object][] = [
      [JSON.stringify(rows), {}],
      [JSON.stringify(rows, null, 2), {}],
      [rows.map((row) => JSON.stringify(row)).join("\n"), {}],
      [JSON.stringify({ version: 1, "the data": rows, more: "x" }, null, 1), { field: "the data" }],
      [`\ufeff${JSON.stringify(rows)}`, {}],
    ];
    for (const [content, options] of layouts) {
      const dataset = await load(content, options);
      expect(await dataset.toRows()).toEqual(rows);
      expect(Object.fromEntries(dataset.features)).toEqual({
        id: value("int64"),
        text: value("string"),
        score: value("float64"),
        tags: { _type: "List", feature: value("string") },
        answers: {
          text: { _type: "List", feature: value("string") },
          start: { _type: "List", feature: value("int64") },
        },
        empty: value("null"),
      });
    }
  });

  it("reads rows that lack keys, and keeps integers and texts of dates as they are", async () => {
    const dataset = await load(
      '{"a":9007199254740993}\n{"b":"2020-01-01T00:00:00Z"}\n\n{"a":-1,"c":{"x":1}}\n',
    );
    expect(await dataset.toRows()).toEqual([
      { a: 9007199254740993n, b: null, c: null },
      { a: null, b: "2020-01-01T00:00:00Z", c: null },
      { a: -1, b: null, c: { x: 1 } },
    ]);
  });

  it("reads objects without keys, and lists without items, beside others", async () => {
    const given = [
      { a: {}, b: [], c: {}, d: [{}, { x: 1 }], e: [1, null, 2.5] },
      { a: { x: 1 }, b: [{ y: "z" }], c: {}, d: [], e: [] },
    ];
    const dataset = await load(JSON.stringify(given));
    expect(await dataset.toRows()).toEqual([
      { a: { x: null }, b: [], c: "{}", d: [{ x: null }, { x: 1 }], e: [1, null, 2.5] },
      { a: { x: 1 }, b: [{ y: "z" }], c: "{}", d: [], e: [] },
    ]);
  });

  it("has the types of random objects' values", async () => {
    const random = seededRandom(9);
    const pick = <T>(...from: readonly T[]) => from[Math.floor(random() * from.length)] as T;
    const given = Array.from({ length: 2000 }, (_, i) => ({
      ...(random() < 0.5 && { a: pick(null, i, -i, i / 8) }),
      ...(random() < 0.5 && { b: pick(null, [], [`t${i}`, null]) }),
      ...(random() < 0.5 && {
        c: { ...(random() < 0.5 && { d: random() < 0.5 }), ...(random() < 0.5 && { e: [[i]] }) },
      }),
    }));
    const expected = given.map((row) => ({
      a: row.a ?? null,
      b: row.b ?? null,
      c: row.c ? { d: row.c.d ?? null, e: row.c.e ?? null } : null,
    }));
    for (const text of [JSON.stringify(given), given.map((row) => JSON.stringify(row)).join("\n")]) {
      const dataset = (await load(text)).selectColumns(["a", "b", "c"]);
      expect(await dataset.toRows()).toEqual(expected);
    }
  });

  it("reads keys whatever they are", async () => {
    const row = { 'it\'s "x"; DROP': 1, "a.b": { "c'\"d": [{ "$.e": 2 }] } };
    expect(await (await load(JSON.stringify([row]))).toRows()).toEqual([row]);
    expect(await (await load(JSON.stringify({ "f'\"": [row] }), { field: "f'\"" })).toRows()).toEqual([row]);
  });

  it("is a query on the files, of several layouts as well", async () => {
    const dataset = await load(JSON.stringify(rows));
    expect((await dataset.filter("id = 1")).view.source.query).toContain("read_json");
    await space.file("mix/1.json", '[{"a":1,"b":"x"}]');
    await space.file("mix/2.jsonl", '{"b":"y","a":2.5}\n');
    const mixed = await loadDataset(`${space.path}/mix`, { split: "train" });
    expect(await mixed.toRows()).toEqual([
      { a: 1, b: "x" },
      { a: 2.5, b: "y" },
    ]);
  });

  it("reads rows that are longer than most", async () => {
    const long = "x".repeat(20e6);
    const dataset = await load(`{"a":"${long}"}\n{"a":"y"}\n`);
    expect(await (await dataset.query("SELECT length(a) AS n FROM self")).column("n")).toEqual([20e6, 1]);
  });

  it("changes types with features", async () => {
    const features = new Map<string, Feature>([
      ["label", new ClassLabel(["no", "yes"])],
      ["when", value("timestamp[us]")],
    ]);
    const dataset = await load('[{"label":"yes","when":"2020-01-02 03:04:05"},{"label":null,"when":null}]', {
      features,
    });
    expect(await dataset.toRows()).toEqual([
      { label: 1, when: new Date("2020-01-02T03:04:05Z") },
      { label: null, when: null },
    ]);
  });
});

describe("json that is wrong", () => {
  it("names the line", async () => {
    const lines = Array.from({ length: 3000 }, (_, i) => JSON.stringify({ a: i, b: "x".repeat(100) }));
    lines[1999] = '{"a": 1, "b": }';
    expect(await failure(lines.join("\n"))).toMatchObject({ line: 2000 });
    expect(await failure('[{"a":1},\n{"a":2},\n{"a":}]')).toMatchObject({ line: 3 });
    expect(await failure('{"a":1}\n{"a":2')).toMatchObject({ line: 2 });
    expect(await failure('[{"a":1},\n{"a":2}')).toMatchObject({ line: 2 });
  });

  it("names the field that seems to be meant", async () => {
    expect((await failure('{\n"version": 1,\n"rows": [{"a": 1}]\n}')).message).toMatch(/pass field: "rows"/);
    expect((await failure('{"rows": [{"a": 1}]}', { field: "data" })).message).toMatch(
      /in the field "data", there is none/,
    );
  });

  it("names the row where the type changes, and the way to keep it", async () => {
    const error = await failure('{"a":1}\n{"a":2}\n{"a":"x"}\n');
    expect(error.message).toMatch(
      /^column "a", row 2: values of one type expected, number as in row 0; .*value\("string"\)/,
    );
    const kept = await load('{"a":1}\n{"a":"x"}\n', { features: new Map([["a", value("string")]]) });
    expect(await kept.toRows()).toEqual([{ a: "1" }, { a: "x" }]);
    expect((await failure('{"a":[1,"x"]}\n')).message).toMatch(
      /^column "a": values of one type inside lists/,
    );
  });

  it("names what is no row, and integers that are too large", async () => {
    expect((await failure('{"a":1}\n3\n')).message).toMatch(/row 1 is 3: .*bad\.json/);
    expect((await failure('{"a":1}\n{"a":18446744073709551615}\n')).message).toMatch(
      /^column "a", row 1: .*: 18446744073709551615$/,
    );
    const unsigned = await load('{"a":18446744073709551615}', {
      features: new Map([["a", value("uint64")]]),
    });
    expect(await unsigned.toRows()).toEqual([{ a: 18446744073709551615n }]);
  });

  it("names bytes that are not UTF-8, and empty files", async () => {
    expect((await failure(Buffer.from('[{"a":"é"}]', "latin1"))).message).toMatch(
      /bytes at offset 7 are not \(e9/,
    );
    expect((await failure(" \n")).message).toMatch(/the file is empty/);
    expect((await failure("[]")).message).toMatch(/the file has none/);
  });

  it("misses columns, and refuses keys that differ in case only", async () => {
    expect((await failure('[{"a":1}]', { features: new Map([["b", value("int64")]]) })).message).toBe(
      "one of the columns a expected: b",
    );
    expect((await failure('[{"a":1,"A":2}]')).message).toMatch(/: a, A$/);
  });
});
