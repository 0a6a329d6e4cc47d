import { expect, it } from "vitest";
import { compareWithCpu, relativeError } from "./compare-with-cpu.ts";
import { MatrixProduct } from "./matrix-product.ts";

it("measures the largest difference against the largest element", () => {
  expect(relativeError(Float32Array.of(1, 2, 4), Float32Array.of(1, 2, 4))).toBe(0);
  expect(relativeError(Float32Array.of(1, 3, 4), Float32Array.of(1, 2, 4))).toBe(0.25);
  expect(relativeError(Float32Array.of(1, Number.NaN, 4), Float32Array.of(1, 2, 4))).toBe(
    Number.POSITIVE_INFINITY,
  );
  expect(relativeError(Float32Array.of(1), Float32Array.of(1, 2))).toBe(Number.POSITIVE_INFINITY);
});

it("multiplies matrices as the definition says", async () => {
  const n = 16;
  await using product = await MatrixProduct.create("cpu", n);
  const actual = await product.run();
  const a = (row: number, column: number) =>
    Math.fround(Math.sin(row * n + column + (row * n + column) ** 1.5));
  const b = (row: number, column: number) =>
    Math.fround(Math.sin((row * n + column) * 2 + (row * n + column) ** 1.5));
  const expected = Float32Array.from({ length: n * n }, (_, index) => {
    const [row, column] = [Math.floor(index / n), index % n];
    return Array.from({ length: n }, (_, k) => a(row, k) * b(k, column)).reduce((sum, term) => sum + term);
  });
  expect(relativeError(actual, expected)).toBeLessThan(1e-5);
});

it("throws for a device that is not there", async () => {
  const absent = process.platform === "win32" ? "coreml" : "dml";
  await expect(compareWithCpu(absent)).rejects.toThrow(`[${absent}] backend not found`);
});
