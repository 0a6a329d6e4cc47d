import { expect, test } from "vitest";
import { fromColumns, list, value } from "../src/index.ts";
import { workspace } from "./load/workspace.ts";

workspace();

const columns = {
  integers: [[1, null, 2n ** 60n], [], null, [-5]],
  nested: [[["a", ""], []], [null], null, []],
  structs: [[{ x: 1.5, names: ["b"] }], [], [null], [{ x: null, names: null }]],
  dates: [[new Date(0)], [null], null, []],
};

test("lists in lists and structs come back as they were, with what has no value", async () => {
  const struct = { x: value("float64"), names: list(value("string")) };
  const features = new Map([
    ["integers", list(value("int64"))],
    ["nested", list(list(value("string")))],
    ["structs", list(struct)],
    ["dates", list(value("timestamp[ms]"))],
  ]);
  const dataset = await fromColumns(columns, { features });
  expect(await dataset.columns()).toEqual(columns);
});
