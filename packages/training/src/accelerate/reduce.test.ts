import { expect, test } from "vitest";
import { GatherError } from "./errors.ts";
import { reduced } from "./reduce.ts";

test("numbers are summed or averaged, and lists one number after the other", () => {
  expect(reduced([1, 2, 6], "sum")).toBe(9);
  expect(reduced([1, 2, 6], "mean")).toBe(3);
  const lists = [
    [1, 10],
    [3, 30],
  ];
  expect(reduced(lists, "sum")).toEqual([4, 40]);
  expect(reduced(lists, "mean")).toEqual([2, 20]);
});

test("lists of different lengths are an error", () => {
  expect(() => reduced([[1, 2], [3]], "sum")).toThrow(GatherError);
});
