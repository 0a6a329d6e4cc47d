import { afterAll, beforeEach, expect, test } from "vitest";
import { clipGradNorm } from "./clip-grad-norm.ts";
import { GradientError } from "./errors.ts";
import { type Gradient, GradientAccumulator } from "./gradient-accumulator.ts";
import { KernelPool } from "./kernel-pool.ts";
import { float32View, type SharedTensor, SharedTensors } from "./shared-tensors.ts";

const pool = new KernelPool();
afterAll(() => pool.close());

let memory: SharedTensors;
let table: SharedTensor;
let gradients: GradientAccumulator;
beforeEach(() => {
  memory = new SharedTensors();
  table = memory.allocate([4, 2], { slots: 5 });
  const parameters = new Map([
    ["table", table],
    ["bias", memory.allocate([3], { slots: 3 })],
    ["empty", memory.allocate([0], { slots: 2 })],
  ]);
  gradients = new GradientAccumulator(parameters, { memory, pool });
});

const dense = (values: readonly number[]): SharedTensor => {
  const tensor = memory.beside(table);
  float32View(tensor).set(values);
  return tensor;
};
const sparse = (ids: readonly number[], rows: readonly number[]): Gradient => ({
  ids: BigInt64Array.from(ids.map(BigInt)),
  rows: Float32Array.from(rows),
});
const values = (name = "table") => [...float32View((gradients.get(name) as { values: SharedTensor }).values)];

test("rows of one id are summed, and clear makes room for others", () => {
  gradients.add([["table", sparse([2, 0, 2], [1, 2, 3, 4, 5, 6])]]);
  gradients.add([["table", sparse([2], [100, 100])]]);
  expect(values()).toEqual([3, 4, 0, 0, 106, 108, 0, 0]);
  expect([...(gradients.get("table")?.rows?.runs() ?? [])]).toEqual([
    [0, 1],
    [2, 3],
  ]);
  expect(gradients.norm()).toBeCloseTo(Math.hypot(3, 4, 106, 108), 12);
  gradients.clear();
  expect(gradients.get("table")).toBeUndefined();
  expect(gradients.norm()).toBe(0);
  gradients.add([["table", sparse([1], [7, 8])]]);
  expect(values()).toEqual([0, 0, 7, 8, 0, 0, 0, 0]);
});

test("rows go into a dense gradient, in whatever order both come", () => {
  const sum = [11, 12, 10, 10, 10, 10, 10, 10];
  const rows = ["table", sparse([0], [1, 2])] as const;
  const all = ["table", dense(Array(8).fill(10))] as const;
  gradients.add([rows, all]);
  expect(values()).toEqual(sum);
  expect(gradients.get("table")?.rows).toBeUndefined();
  gradients.clear();
  float32View(all[1]).fill(10);
  gradients.add([rows]);
  gradients.add([all]);
  expect(values()).toEqual(sum);
  expect(gradients.get("table")?.rows).toBeUndefined();
  gradients.clear();
  gradients.add([["table", sparse([3], [1, 1])]]);
  expect(values()).toEqual([0, 0, 0, 0, 0, 0, 1, 1]);
});

test("dense gradients of several backward passes are summed into the first", () => {
  const [first, second] = [dense([1, 2, 3, 4, 5, 6, 7, 8]), dense(Array(8).fill(1))];
  gradients.add([["table", first]]);
  gradients.add([
    ["table", second],
    ["table", second],
  ]);
  expect([...float32View(first)]).toEqual([3, 4, 5, 6, 7, 8, 9, 10]);
  expect(gradients.get("table")?.values).toBe(first);
});

test("clipping scales down to the norm, and leaves smaller gradients alone", () => {
  gradients.add([["table", sparse([1], [3, 4])]]);
  gradients.scale = 0.5;
  expect(clipGradNorm(gradients, 10)).toBe(2.5);
  expect(gradients.scale).toBe(0.5);
  expect(clipGradNorm(gradients, 1)).toBe(2.5);
  expect(gradients.scale).toBeCloseTo(0.2, 6);
  expect(gradients.norm()).toBeCloseTo(1, 6);
  gradients.clear();
  expect(gradients.scale).toBe(1);
});

test("the norm of no gradients is 0, and shows those that are not finite", () => {
  expect(clipGradNorm(gradients, 1)).toBe(0);
  gradients.add([["table", sparse([3, 1], [1, 2, Number.NaN, 3])]]);
  expect(clipGradNorm(gradients, 1)).toBeNaN();
  gradients.clear();
  gradients.add([["table", sparse([3], [Number.NEGATIVE_INFINITY, 3])]]);
  expect(clipGradNorm(gradients, 1)).toBe(Number.POSITIVE_INFINITY);
});

test("parameters without elements, and lookups of no ids, are nothing to add", () => {
  gradients.add([
    ["empty", memory.beside(memory.allocate([0], { slots: 2 }))],
    ["table", sparse([], [])],
  ]);
  expect(gradients.norm()).toBe(0);
  expect(values()).toEqual(Array(8).fill(0));
});

test("what does not fit its parameter is an error, and nothing is added", () => {
  const good = ["table", sparse([0], [1, 1])] as const;
  const add = (name: string, gradient: Gradient) => () => gradients.add([good, [name, gradient]]);
  expect(add("other", sparse([0], [1]))).toThrow(GradientError);
  expect(add("table", sparse([0], [1]))).toThrow("expected 1 rows of a table [4,2]: 1 elements");
  expect(add("table", sparse([4], [1, 1]))).toThrow("expected ids of 4 rows: 4");
  expect(add("table", sparse([-1], [1, 1]))).toThrow(GradientError);
  expect(add("bias", dense([]))).toThrow("invalid gradient of bias, expected shape [3]: [4,2]");
  expect(add("table", new SharedTensors().allocate([4, 2]))).toThrow("made beside the parameter");
  expect(gradients.get("table")).toBeUndefined();
  const tensor = dense([]);
  gradients.add([["table", tensor]]);
  expect(add("table", tensor)).toThrow(GradientError);
});
