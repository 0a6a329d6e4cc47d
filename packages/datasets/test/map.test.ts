import { execFile } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  ClassLabel,
  ColumnError,
  type Dataset,
  DatasetArgumentError,
  FeatureError,
  fromRows,
  MapFunctionError,
} from "../src/index.ts";
import { workspace } from "./load/workspace.ts";

const space = workspace();
let numbers: Dataset<{ n: number }>;

beforeAll(async () => {
  numbers = await fromRows(Array.from({ length: 5000 }, (_, n) => ({ n })));
});

/** A module with an exported function, as a user has one beside the script. */
function moduleOf(name: string, code: string): { module: string; export: string } {
  const module = join(space.path, `${name}.mjs`);
  writeFileSync(module, `export ${code}`);
  return { module, export: name };
}

describe("map", () => {
  test("adds and replaces columns, and keeps the others", async () => {
    const mapped = await numbers.take(2).map(({ n }: { n: number }) => ({ n: n + 1, text: `${n}` }));
    expect(await mapped.toRows()).toEqual([
      { n: 1, text: "0" },
      { n: 2, text: "1" },
    ]);
  });

  test("gives a key that some rows lack no value there", async () => {
    const mapped = await numbers.take(3).map(({ n }: { n: number }) => (n === 1 ? { odd: true } : {}));
    expect(await mapped.column("odd")).toEqual([null, true, null]);
  });

  test("passes columns and row numbers as arguments", async () => {
    const call = (n: number[], indices: number[]) => ({ sum: n.map((each, i) => each + (indices[i] ?? 0)) });
    const options = { batched: true, batchSize: 3, withIndices: true, inputColumns: ["n"] };
    expect(await (await numbers.skip(10).take(7).map(call, options)).column("sum")).toEqual([
      10, 12, 14, 16, 18, 20, 22,
    ]);
  });

  test("finds one type for a column whose values are of several", async () => {
    const rows = await fromRows([{ a: null }, { a: 1 }, { a: 1.5 }]);
    expect(rows.features.get("a")).toEqual({ _type: "Value", dtype: "float64" });
    await expect(fromRows([{ a: 1 }, { a: "x" }])).rejects.toThrow(
      /column "a", rows from 0: values of one type expected.*: int64 and string$/,
    );
  });

  test("keeps classes of columns that stay", async () => {
    const labelled = await (await fromRows([{ label: "b" }, { label: "a" }])).classEncodeColumn("label");
    const mapped = await labelled.map(() => ({ more: 1 }));
    expect((mapped.features.get("label") as ClassLabel).names).toEqual(["a", "b"]);
    expect(await mapped.column("label")).toEqual([1, 0]);
  });

  test("is the same in workers", async () => {
    const twice = moduleOf("twice", "const twice = ({ n }) => ({ twice: n.map((each) => 2 * each) })");
    const options = { batched: true, batchSize: 100 };
    const shuffled = numbers.shuffle({ seed: 1 });
    const alone = await shuffled.map(twice, options);
    const together = await shuffled.map(twice, { ...options, numProc: 2, cacheKey: "in two" });
    expect(await together.toRows()).toEqual(await alone.toRows());
    expect(together.numRows).toBe(5000);
  });
});

describe("what a function does wrong", () => {
  test("is said with the row", async () => {
    const failing = numbers.map(({ n }: { n: number }) => {
      if (n === 1234) throw new Error("odd one");
      return {};
    });
    await expect(failing).rejects.toThrow(new MapFunctionError('the function threw "odd one" at row', 1234));
  });

  test("is said with the row from a worker, too", async () => {
    const fails = moduleOf(
      "fails",
      'const fails = ({ n }) => { if (n === 4321) throw new Error("odd one"); return {} }',
    );
    const failing = numbers.map(fails, { numProc: 2 });
    await expect(failing).rejects.toThrow('the function threw "odd one" at row: 4321');
    await expect(failing).rejects.toBeInstanceOf(MapFunctionError);
  });

  test("such as giving another number of rows", async () => {
    const halves = numbers.map(({ n }: { n: number[] }) => ({ half: n.slice(0, 500) }), { batched: true });
    await expect(halves).rejects.toThrow(
      /1000 values expected in each column, given 500 in "half"; pass removeColumns: \["n"\] if .*: 0$/,
    );
  });

  test.each([
    [() => 3, { batched: false }, /an object of columns expected.*: 0$/],
    [() => [1], { batched: true }, /columns expected of a function of batches.*: 0$/],
    [() => ({ a: 3 }), { batched: true }, /a list of values expected for column "a".*: 0$/],
  ])("such as giving %s", async (call, options, message) => {
    await expect(numbers.map(call, options)).rejects.toThrow(message);
  });

  test("leaves nothing in the cache", async () => {
    const before = readdirSync(join(space.path, "cache", "datasets")).length;
    const failing = numbers.map(() => Promise.reject(new Error("no")), { cacheKey: "failing" });
    await expect(failing).rejects.toThrow("no");
    expect(readdirSync(join(space.path, "cache", "datasets"))).toHaveLength(before);
  });
});

describe("options", () => {
  test.each([
    [{ removeColumns: ["m"] }, ColumnError],
    [{ inputColumns: ["m"] }, ColumnError],
    [{ batchSize: 0 }, DatasetArgumentError],
    [{ numProc: 0 }, DatasetArgumentError],
    [{ numProc: 2 }, DatasetArgumentError],
  ])("%j are refused", async (options, error) => {
    await expect(numbers.map(() => ({}), options)).rejects.toThrow(error);
  });

  test("a module without the function is named", async () => {
    const { module } = moduleOf("other", "const other = 1");
    await expect(numbers.map({ module, export: "missing" })).rejects.toThrow(
      /exported as missing expected.*other\.mjs$/,
    );
  });
});

describe("the cache", () => {
  const calls = () => readFileSync(join(space.path, "calls"), "utf8").length;
  beforeEach(() => writeFileSync(join(space.path, "calls"), ""));
  const counting = (name: string, more = "") =>
    moduleOf(
      name,
      `const ${name} = ({ n }) => { process.getBuiltinModule("fs").appendFileSync(${JSON.stringify(join(space.path, "calls"))}, "."); return { m: n }; ${more} }`,
    );

  test("has the result of a function in a module, until its text changes", async () => {
    const ten = numbers.take(10);
    await ten.map(counting("counted"));
    await ten.map(counting("counted"));
    expect(calls()).toBe(10);
    await numbers.take(11).map(counting("counted"));
    expect(calls()).toBe(21);
    await ten.map(counting("counted", "// changed"));
    expect(calls()).toBe(31);
  });

  test("has the result of a closure only under a key", async () => {
    const seen: number[] = [];
    const call = ({ n }: { n: number }) => ({ m: seen.push(n) });
    await numbers.take(5).map(call);
    await numbers.take(5).map(call);
    expect(seen).toHaveLength(10);
    await numbers.take(5).map(call, { cacheKey: "seen" });
    await numbers.take(5).map(call, { cacheKey: "seen" });
    expect(seen).toHaveLength(15);
  });

  test("is shared by processes that map the same at once", async () => {
    const index = pathToFileURL(join(import.meta.dirname, "../src/index.ts")).href;
    const { module } = counting("shared");
    const data = join(space.path, "numbers.jsonl");
    writeFileSync(data, Array.from({ length: 50 }, (_, n) => JSON.stringify({ n })).join("\n"));
    const program = `
      import { loadDataset } from ${JSON.stringify(index)};
      const numbers = await loadDataset("json", { dataFiles: ${JSON.stringify(data)}, split: "train" });
      const rows = await numbers.map({ module: ${JSON.stringify(module)}, export: "shared" });
      console.log(JSON.stringify(await rows.column("m")));`;
    const run = () => promisify(execFile)(process.execPath, ["--input-type=module", "--eval", program]);
    const outputs = await Promise.all([run(), run()]);
    const expected = JSON.stringify(Array.from({ length: 50 }, (_, n) => n));
    expect(outputs.map(({ stdout }) => stdout.trim())).toEqual([expected, expected]);
    // Either made it, or both at once; who comes later makes nothing.
    const made = calls();
    expect([50, 100]).toContain(made);
    expect((await run()).stdout.trim()).toBe(expected);
    expect(calls()).toBe(made);
    // What a process alone could use is gone with it.
    expect(
      readdirSync(join(space.path, "cache", "datasets")).filter((name) => name.startsWith("process-")),
    ).toHaveLength(1);
  });
});

describe("columns and rows that are not there", () => {
  test("are named", async () => {
    await expect(numbers.at(5000)).rejects.toThrow(/from 0 to 4999.*: 5000$/);
    expect(() => numbers.select([1, 5000])).toThrow(/: 5000$/);
    expect(() => numbers.removeColumns("m")).toThrow(/one of the columns n expected: m$/);
    expect(() => numbers.renameColumns({ m: "x" })).toThrow(ColumnError);
    await expect(numbers.sort("m")).rejects.toThrow(ColumnError);
    await expect(numbers.addColumn("n", [])).rejects.toThrow(ColumnError);
    await expect(numbers.addColumn("m", [1])).rejects.toThrow(/5000 values expected.*: 1$/);
    await expect(numbers.query("SELECT m FROM self")).rejects.toThrow(
      /a query of SQL on the table self expected, Binder Error.*: SELECT m FROM self$/,
    );
  });

  test("names that are SQL are names", async () => {
    const name = `"; DROP TABLE x; --'`;
    const odd = await fromRows([{ [name]: 1 }, { [name]: 2 }]);
    expect(await (await odd.sort(name, { reverse: true })).column(name)).toEqual([2, 1]);
    expect(await odd.unique(name)).toEqual([1, 2]);
    expect(
      (await odd.renameColumn(name, "n").map(({ n }: { n: number }) => ({ n: -n }))).columnNames,
    ).toEqual(["n"]);
  });

  test("a row without a label has none after a cast, too", async () => {
    const texts = await fromRows([{ label: "b" }, { label: null }]);
    const labels = await texts.castColumn("label", new ClassLabel(["a", "b"]));
    expect(await labels.column("label")).toEqual([1, null]);
  });

  test("a value that is no class is an error", async () => {
    const texts = await fromRows([{ label: "a" }, { label: "c" }]);
    await expect(texts.castColumn("label", new ClassLabel(["a", "b"]))).rejects.toThrow(FeatureError);
    await expect(
      (await fromRows([{ label: 2 }])).castColumn("label", new ClassLabel(["a", "b"])),
    ).rejects.toThrow(FeatureError);
  });
});

test("integers beyond 2^53 stay exact, smaller ones are numbers", async () => {
  const rows = [{ n: 2n ** 60n + 1n }, { n: 7n }, { n: -1 }];
  const dataset = await fromRows(rows);
  expect(await dataset.column("n")).toEqual([2n ** 60n + 1n, 7, -1]);
});

test("values of all kinds come back", async () => {
  const row = {
    ...{ text: 'a "quoted"\n\u0000 😀', yes: true, none: null, date: new Date("2026-01-02T03:04:05.678Z") },
    ...{ bytes: new Uint8Array([0, 255]), list: [1.5, null], nested: [[1], []], struct: { a: { b: ["x"] } } },
  };
  const [found] = await (await fromRows([row, { ...row, none: 3 }])).toRows();
  expect(found).toEqual(row);
  const floats = await fromRows([{ v: new Float32Array([0.1, 2]) }]);
  expect(await floats.column("v")).toEqual([[Math.fround(0.1), 2]]);
  expect(floats.features.get("v")).toEqual({ _type: "List", feature: { _type: "Value", dtype: "float32" } });
});

test("formats give typed arrays and tensors", async () => {
  const dataset = (
    await fromRows([
      { ids: [1, 2], x: 0.5, t: "a" },
      { ids: [3, 4], x: 1, t: "b" },
    ])
  ).withFormat({ type: "tensor", columns: ["ids"] });
  expect(await dataset.at(0)).toEqual({ ids: { type: "int64", data: BigInt64Array.of(1n, 2n), dims: [2] } });
  const batches: unknown[] = [];
  for await (const batch of dataset.iter({ batchSize: 2 })) batches.push(batch);
  expect(batches).toEqual([{ ids: { type: "int64", data: BigInt64Array.of(1n, 2n, 3n, 4n), dims: [2, 2] } }]);
  expect(await dataset.withFormat({ type: "typed", columns: ["ids"], outputAllColumns: true }).at(1)).toEqual(
    {
      ...{ ids: BigInt64Array.of(3n, 4n), x: 1, t: "b" },
    },
  );
});

test("rows of no dataset are an empty dataset", async () => {
  const features = new Map([["n", { _type: "Value", dtype: "int64" } as const]]);
  const empty = await fromRows<{ n: number }>([], { features });
  expect([empty.numRows, empty.columnNames, await empty.toRows()]).toEqual([0, ["n"], []]);
});

test("classes of other names are another dataset, also where rows are written anew", async () => {
  const labels = await fromRows([{ label: 0 }, { label: 1 }]);
  const flat = async (names: string[]) => {
    const cast = await labels.castColumn("label", new ClassLabel(names));
    const renamed = cast.select([1, 0]).renameColumn("label", "kind");
    return [await cast.flattenIndices(), await renamed.flattenIndices()] as const;
  };
  for (const names of [
    ["a", "b"],
    ["x", "y"],
  ]) {
    const [cast, renamed] = await flat(names);
    expect((cast.features.get("label") as ClassLabel).names).toEqual(names);
    expect((renamed.features.get("kind") as ClassLabel).names).toEqual(names);
  }
});
