import { expect, test } from "vitest";
import { GatherError } from "./errors.ts";
import { concatenated } from "./gather.ts";

const float32 = (dims: readonly number[], ...data: number[]) => ({
  type: "float32",
  data: Float32Array.from(data),
  dims,
});

test("tensors are joined along their first axis, which may differ in size", () => {
  const joined = concatenated([float32([1, 2], 1, 2), float32([2, 2], 3, 4, 5, 6)]);
  expect(joined).toEqual(float32([3, 2], 1, 2, 3, 4, 5, 6));
});

test("scalars become a list, as tensors and as numbers", () => {
  expect(concatenated([float32([], 1), float32([], 2)])).toEqual(float32([2], 1, 2));
  expect(concatenated([1, 2])).toEqual([1, 2]);
});

test("lists are joined, and what is in them stays as it is", () => {
  expect(concatenated([[[1], [2]], [], [[3]]])).toEqual([[1], [2], [3]]);
  expect(concatenated([{ a: 1 }, { a: 2 }])).toEqual([{ a: 1 }, { a: 2 }]);
});

test("tensors of other types or shapes are an error", () => {
  const first = float32([1, 2], 1, 2);
  expect(() => concatenated([first, float32([1, 3], 1, 2, 3)])).toThrow(GatherError);
  const other = { type: "int64", data: new BigInt64Array(2), dims: [1, 2] };
  expect(() => concatenated([first, other])).toThrow("float32 [1,2] in process 0, in 1: int64 [1,2]");
});
