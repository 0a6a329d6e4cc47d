import { expect, test } from "vitest";
import { parseMarkdown } from "../document/parse-markdown.ts";
import { textOf } from "../document/text-of.ts";
import { fillFigures } from "./fill-figures.ts";
import { formatFigure } from "./format-figure.ts";

test.each([
  [1234.5678, undefined, "1,234.5678"],
  [1234.5678, ".2", "1,234.57"],
  [0.5, ".3", "0.500"],
  [0.0356, ".1%", "3.6\u202f%"],
  [0.97, "%", "97\u202f%"],
  [0.0356, ".1e", "3.6e−2"],
  [-2, undefined, "−2"],
])("%s in the format %s", (value, format, text) => {
  expect(formatFigure(value, format)).toBe(text);
});

test("an unknown format", () => {
  expect(() => formatFigure(1, "x")).toThrow("a format such as .2, .1% or .1e expected: x");
});

test("numbers stand for their references, everywhere; what is missing is marked", () => {
  const { blocks } = parseMarkdown(
    "# {{a}}\n\n**{{a .1}}** {{none}}\n\n- {{a}}\n\n> {{a}}\n\n| {{a}} |\n|---|\n| {{a .q}} |",
  );
  const source = "3, cell x";
  const find = (name: string) => (name === "a" ? { value: 2, source, href: "x.html#cell-x" } : undefined);
  const filled = fillFigures(blocks, find);
  const json = JSON.stringify(filled.blocks);
  expect(json).not.toContain('"reference"');
  const figure = { type: "figure", text: "2", source, href: "x.html#cell-x" };
  expect(filled.blocks[0]).toEqual({ type: "heading", level: 1, content: [figure] });
  expect(filled.blocks[1]).toEqual({
    type: "paragraph",
    content: [
      { type: "strong", content: [{ ...figure, text: "2.0" }] },
      { type: "text", text: " " },
      { type: "missing", text: "missing figure: none" },
    ],
  });
  expect(filled.problems).toEqual([
    { reference: "none", message: "no such figure: none" },
    { reference: "a .q", message: "no such figure: a .q" },
  ]);
  const last = filled.blocks[4];
  expect(last?.type === "table" && textOf(last.rows[0]?.[0] ?? [])).toBe("missing figure: a .q");
});
