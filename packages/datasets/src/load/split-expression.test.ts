import { describe, expect, it } from "vitest";
import { SplitError } from "../errors.ts";
import { parseSplit, rangeOf } from "./split-expression.ts";

const range = (text: string, numRows: number) => {
  const [part] = parseSplit(text);
  return part && rangeOf(part, numRows);
};

describe("parseSplit", () => {
  it("reads what Python's datasets reads", () => {
    expect(range("train", 1000)).toEqual([0, 1000]);
    expect(range("train[10:20]", 1000)).toEqual([10, 20]);
    expect(range("train[:10%]", 1000)).toEqual([0, 100]);
    expect(range("train[-80%:]", 1000)).toEqual([200, 1000]);
    expect(range("train[10%:20%]", 1000)).toEqual([100, 200]);
    expect(range("train[-5:]", 1000)).toEqual([995, 1000]);
    expect(range("train[:-5]", 1000)).toEqual([0, 995]);
    expect(range("train[1_000:]", 1500)).toEqual([1000, 1500]);
    expect(range("train[5:3]", 10)).toEqual([5, 5]);
    expect(range("train[-50:50]", 10)).toEqual([0, 10]);
    expect(parseSplit("my.split-2[1:]+ test").map(({ split }) => split)).toEqual(["my.split-2", "test"]);
  });

  it("rounds as its documentation shows: 999 rows by pct1_dropremainder leave 90 %, closest all of them", () => {
    // https://huggingface.co/docs/datasets/loading#percent-slicing-and-rounding
    expect(range("train[50%:52%]", 999)).toEqual([500, 519]);
    expect(range("train[52%:54%]", 999)).toEqual([519, 539]);
    expect(range("train[50%:52%](pct1_dropremainder)", 999)).toEqual([450, 468]);
    expect(range("train[52%:54%](pct1_dropremainder)", 999)).toEqual([468, 486]);
    expect(range("train[:50%]", 5)).toEqual([0, 2]);
  });

  it("leaves no row out and takes none twice, whatever the number of rows", () => {
    for (const numRows of [0, 1, 7, 99, 1234]) {
      let next = 0;
      for (let i = 0; i < 100; i++) {
        const [start, end] = range(`train[${i}%:${i + 1}%]`, numRows) as [number, number];
        expect(start).toBe(next);
        next = end;
      }
      expect(next).toBe(numRows);
    }
  });

  it("refuses the rest", () => {
    for (const text of [
      "",
      "train[",
      "train[1]",
      "train[1.5:]",
      "train[:101%]",
      "train[1:10%]",
      "train[:1%](up)",
      "a b",
      "+",
    ])
      expect(() => parseSplit(text), text).toThrow(SplitError);
    expect(() => range("train[:1%](pct1_dropremainder)", 50)).toThrow("use closest: 50");
  });
});
