import { Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { arrangeRows, canArrange } from "./cached-row.ts";

const entry = (past: string, shape: (number | string)[], batchAxis = 0) => ({
  ...{ past, present: past, type: "float32" as const, shape, batchAxis },
});
const counted = (dims: number[]) =>
  new Tensor(
    "float32",
    Float32Array.from({ length: dims.reduce((a, b) => a * b) }, (_, i) => i + 1),
    dims,
  );

test("tokens of rows are put at the start or the end of the room, on whichever axis they are", () => {
  const [one, two] = [{ kv: counted([2, 2, 3, 1]) }, { kv: counted([1, 2, 2, 1]) }];
  const rows = [
    { tensors: one, row: 1, begin: 1, length: 2 },
    { tensors: two, row: 0, begin: 1, length: 1 },
  ];
  const four = entry("kv", ["batch", 2, "past", 1]);
  const arranged = arrangeRows(four, rows, 3, "start");
  expect(arranged.dims).toEqual([2, 2, 3, 1]);
  expect([...(arranged.data as Float32Array)]).toEqual([8, 9, 0, 11, 12, 0, 2, 0, 0, 4, 0, 0]);
  const atEnd = arrangeRows(four, rows, 3, "end").data as Float32Array;
  expect([...atEnd]).toEqual([0, 8, 9, 0, 11, 12, 0, 0, 2, 0, 0, 4]);
  const flat = arrangeRows(
    entry("kv", ["batch", "past", 2]),
    [{ tensors: { kv: counted([1, 2, 2]) }, row: 0, begin: 1, length: 1 }],
    2,
    "end",
  );
  expect([...(flat.data as Float32Array)]).toEqual([0, 0, 3, 4]);
});

test("states of one size are put side by side", () => {
  const tensors = { state: counted([3, 2]) };
  const rows = [2, 0, 2].map((row) => ({ tensors, row, begin: 0, length: 1 }));
  const arranged = arrangeRows(entry("state", ["batch", 2]), rows, 9, "end");
  expect(arranged.dims).toEqual([3, 2]);
  expect([...(arranged.data as Float32Array)]).toEqual([5, 6, 1, 2, 5, 6]);
});

test("entries with more than one size that is not known cannot be arranged", () => {
  expect(canArrange([entry("a", ["batch", 2, "past", 1]), entry("b", ["batch", 4])])).toBe(true);
  expect(canArrange([entry("a", ["batch", "heads", "past", 1])])).toBe(false);
  expect(canArrange([entry("a", [2, "batch", "past"], 1)])).toBe(false);
});
