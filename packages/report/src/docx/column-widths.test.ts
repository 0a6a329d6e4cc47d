import { expect, test } from "vitest";
import type { TableBlock } from "../document/blocks.ts";
import { columnWidths } from "./column-widths.ts";

const table = (...rows: string[][]): TableBlock => {
  const [head = [], ...others] = rows.map((row) => row.map((text) => [{ type: "text", text } as const]));
  return { type: "table", head, align: head.map(() => undefined), rows: others };
};

test("columns share the whole width, the long text most of it", () => {
  const widths = columnWidths(
    table(["n", "what"], ["1", "a text of several words that needs a line of its own"]),
    9000,
  );
  expect(widths.reduce((a, b) => a + b)).toBe(9000);
  expect(widths[1]).toBeGreaterThan(10 * (widths[0] ?? 0));
});

test("no column is narrower than its longest word, as far as a line reaches", () => {
  const long = "a rather long text ".repeat(20);
  const [word = 0, ...texts] = columnWidths(
    table(["x", "y", "z"], ["Internationalization", long, long]),
    900,
  );
  // 90 characters to a line: ten units for each.
  expect(word).toBeGreaterThanOrEqual(200);
  expect(texts[0]).toBe(texts[1]);
});

test("a table without rows or text has widths, too", () => {
  expect(columnWidths(table(["", ""]), 100)).toEqual([50, 50]);
});
