import { describe, expect, it } from "vitest";
import { toMatrix } from "./to-matrix.ts";

describe("toMatrix", () => {
  it("takes arrays, typed arrays and tensors", () => {
    const rows = [
      [1, 2],
      [3, 4],
    ];
    expect(toMatrix(rows)).toEqual(rows);
    expect(toMatrix(rows.map((row) => new Float32Array(row)))).toEqual(rows);
    expect(toMatrix({ dims: [2, 2], data: new BigInt64Array([1n, 2n, 3n, 4n]) })).toEqual(rows);
  });

  it("refuses what is no matrix", () => {
    expect(() => toMatrix([])).toThrow("at least one row");
    expect(() => toMatrix([[1], [1, 2]])).toThrow("row 1 must have 1 values like row 0: 2");
    expect(() => toMatrix({ dims: [1, 2, 2], data: [1, 2, 3, 4] })).toThrow(
      "2 dimensions; slice or squeeze it: [1, 2, 2]",
    );
  });
});
