import { describe, expect, it } from "vitest";
import { compareText } from "./compare-text.ts";

const tolerance = { relative: 1e-3, absolute: 1e-8 };

describe("compareText", () => {
  it.each([
    ["same", "same"],
    ["loss 0.5000", "loss 0.5004"],
    ["loss 0.5000", "loss 0.50040"],
    ["1000 steps", "1001 steps"],
    ["12.500s", "12.501s"],
    ["99.95%", "99.96%"],
    ["5e-5", "5.001e-5"],
    ["5E-5", "0.00005"],
    ["[1,2,3.0001]", "[1,2,3.0002]"],
    ["-0.0", "0.0"],
    ["x -0.0000 y", "x  0.0000 y"],
    ["| 999.9 |", "| 1000.1 |"],
    ["3e-17", "-2e-16"],
    ["10-12", "10-12"],
    ["a\nb 1.0000\n", "a\nb 1.0001\n"],
    ["at (0.1,.2)", "at (.1,0.2)"],
  ])("takes %j and %j as the same", (stored, executed) => {
    expect(compareText(stored, executed, tolerance)).toBeUndefined();
    expect(compareText(executed, stored, tolerance)).toBeUndefined();
  });

  it.each([
    ["loss 0.500", "loss 0.501"],
    ["loss 0.5", "loss -0.5"],
    ["3 steps", "4 steps"],
    ["3 steps", "3 epochs"],
    ["3 steps", "3  steps more"],
    ["a b", "a  b"],
    ["1 2", "1"],
    ["1", "1 1"],
    ["bert1000", "bert1001"],
    ["layer_1000", "layer_1001"],
    ["version 1.2.1000", "version 1.2.1001"],
    ["NaN", "0"],
    ["Infinity", "1e308"],
    ["a\n", "a"],
    ["", "0"],
    ["1e-6", "2e-6"],
    ["2025-01-02", "2025-01-03"],
  ])("tells %j from %j", (stored, executed) => {
    expect(compareText(stored, executed, tolerance)).toBeDefined();
    expect(compareText(executed, stored, tolerance)).toBeDefined();
  });

  it("gives the first line that differs", () => {
    expect(compareText("a\nb\nc", "a\nx\ny", tolerance)).toEqual({ line: 2, stored: "b", executed: "x" });
    expect(compareText("a", "a\nb", tolerance)).toEqual({ line: 2, stored: undefined, executed: "b" });
  });
});
