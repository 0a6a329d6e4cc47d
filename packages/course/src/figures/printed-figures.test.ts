import type { Notebook } from "@llm-course/kernel";
import { expect, it } from "vitest";
import { namedFigures } from "./named-figures.ts";
import { printedFigures } from "./printed-figures.ts";

function notebook(text: string, figures: Record<string, string>, tags: string[] = []): Notebook {
  const outputs = [{ output_type: "stream", name: "stdout", text }];
  const metadata = { course: { figures }, tags };
  const cell = { cell_type: "code", id: "c", metadata, source: "", execution_count: 1, outputs };
  return { cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 } as Notebook;
}

const table = `model                 F1      error
────────────────  ──────  ───────
naive Bayes       0.9535  0.0465
MiniLM, 1 layer   0.9698  3.02 %
`;

it.each([
  ["231 batches, 1.1 % padding", "# % padding", undefined],
  ["231 batches, 1.1 % padding", "batches, # padding", 0.011],
  ["231 batches, 1.1 % padding", "# batches", 231],
  ["1,234,567 rows", "# rows", 1_234_567],
  ["loss -2.5e-7.", "loss #", -2.5e-7],
  ["a b 3", "a * #", 3],
  ["(x) 4", "(x) #", 4],
  ["\u001b[33m5\u001b[39m rows", "# rows", 5],
  [table, "naive Bayes #", 0.9535],
  [table, "naive Bayes * #", 0.0465],
  [table, "MiniLM, 1 layer * #", 0.0302],
])("in %j, %j is a number's place", (text, pattern, value) => {
  const { figures, problems } = printedFigures(notebook(text, { n: pattern }));
  expect(figures["c.n"]).toBe(value);
  expect(problems).toEqual(value === undefined ? [{ cell: "c", name: "n", pattern }] : []);
});

it("belongs to the figures of a chapter, unless the cell differs from run to run", () => {
  expect(namedFigures(notebook("7 rows", { n: "# rows" }))).toEqual({ "c.n": 7 });
  expect(namedFigures(notebook("7 rows", { n: "# rows" }, ["volatile"]))).toEqual({});
});
