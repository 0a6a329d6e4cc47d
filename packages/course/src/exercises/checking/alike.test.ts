import { expect, test } from "vitest";
import { alike } from "./alike.ts";

test("numbers agree to nine digits, or as far as is said, wherever they stand", () => {
  expect(
    alike({ a: [1, new Map([["b", 1e6]])] }, { a: [1, new Map([["b", 1e6 + 1e-4]])], c: undefined }),
  ).toBe(true);
  expect(alike([1], [1 + 1e-7])).toBe(false);
  expect(alike([1], [1 + 1e-7], { relative: 1e-6 })).toBe(true);
  expect(alike({ a: 0 }, { a: 1e-7 }, { relative: 1e-6 })).toBe(false);
  expect(alike({ a: 0 }, { a: 1e-7 }, { relative: 1e-6, least: 1 })).toBe(true);
});

test("contents count: lists in order, sets and maps not", () => {
  expect(alike(new Float32Array([1, 2]), [1, 2])).toBe(true);
  expect(alike([1, 2], [2, 1])).toBe(false);
  expect(alike(new Set([1, 2]), new Set([2, 1]))).toBe(true);
  expect(alike({ 0: 1 }, [1])).toBe(false);
  expect(alike(null, {})).toBe(false);
});
