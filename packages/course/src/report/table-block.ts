import type { Inline, TableBlock } from "@llm-course/report";

/** A cell of a table: text, a number, or what stands within a line. */
type Cell = string | number | readonly Inline[];

const content = (cell: Cell): readonly Inline[] =>
  typeof cell === "object"
    ? cell
    : [{ type: "text", text: typeof cell === "number" ? cell.toLocaleString("en") : cell }];

/** A table whose columns of numbers stand right. */
export function tableBlock(head: readonly string[], rows: readonly (readonly Cell[])[]): TableBlock {
  const isNumber = head.map((_, i) => rows.length > 0 && rows.every((row) => typeof row[i] === "number"));
  return {
    type: "table",
    head: head.map(content),
    align: isNumber.map((number) => (number ? "right" : undefined)),
    rows: rows.map((row) => row.map(content)),
  };
}
