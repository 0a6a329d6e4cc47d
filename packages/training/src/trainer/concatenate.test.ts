import { expect, test } from "vitest";
import { concatenate } from "./concatenate.ts";

const float32 = (dims: number[], values: number[]) => ({
  type: "float32",
  data: Float32Array.from(values),
  dims,
});
const int64 = (dims: number[], values: number[]) => ({
  type: "int64",
  data: BigInt64Array.from(values, BigInt),
  dims,
});

test("rows follow each other; nothing gives nothing", () => {
  expect(concatenate([int64([2], [1, 2]), int64([1], [3])])).toEqual(int64([3], [1, 2, 3]));
  expect(concatenate([])).toBeUndefined();
});

test("shorter rows are filled up with what does not count, along any axis", () => {
  expect(concatenate([int64([1, 2], [1, 2]), int64([2, 3], [3, 4, 5, 6, 7, 8])])).toEqual(
    int64([3, 3], [1, 2, -100, 3, 4, 5, 6, 7, 8]),
  );
  const logits = [float32([1, 2, 2], [1, 2, 3, 4]), float32([1, 1, 2], [5, 6])];
  expect(concatenate(logits)).toEqual(float32([2, 2, 2], [1, 2, 3, 4, 5, 6, -100, -100]));
  expect(concatenate([int64([1, 1], [1]), int64([1, 2], [2, 3])], 0)).toEqual(int64([2, 2], [1, 0, 2, 3]));
  const cubes = [float32([1, 1, 1], [1]), float32([1, 2, 2], [2, 3, 4, 5])];
  expect(concatenate(cubes)).toEqual(float32([2, 2, 2], [1, -100, -100, -100, 2, 3, 4, 5]));
});
