import { extent } from "./extent.ts";
import type { Displayable } from "./mime-bundle.ts";
import { plot } from "./plot.ts";
import { labelExpression, type PlotOptions, spoken } from "./plot-options.ts";
import { type MatrixLike, toMatrix } from "./to-matrix.ts";

export interface HeatmapOptions extends PlotOptions {
  /** Labels of the rows, which may repeat; default their numbers. */
  rows?: readonly string[];
  /** Labels of the columns; default those of the rows for a square matrix, else their numbers. */
  columns?: readonly string[];
  /** The values of the lightest and the darkest colour; default the smallest and the largest value. */
  domain?: readonly [number, number];
}

/** A matrix as coloured cells, with the values in them up to 12 columns: similarities, attention, confusion. */
export function heatmap(source: MatrixLike, options: HeatmapOptions): Displayable {
  const matrix = toMatrix(source);
  const width = matrix[0]?.length ?? 0;
  const { title, rows = numbers(matrix.length), domain = extent(matrix.flat()) } = options;
  const columns =
    options.columns ?? (options.rows && width === matrix.length ? options.rows : numbers(width));
  // A value that is not finite leaves its cell empty.
  const cells = matrix
    .flatMap((row, y) => row.map((value, x) => ({ row: rows[y], column: columns[x], x, y, value })))
    .filter((cell) => Number.isFinite(cell.value));
  const format = cells.every((cell) => Number.isInteger(cell.value)) ? "d" : ".2f";
  const position = (field: string, labels: readonly string[], length: number, axis: object) => ({
    field,
    type: "ordinal",
    title: null,
    scale: { domain: Array.from({ length }, (_, i) => i) },
    axis: { labelExpr: labelExpression(labels, length), labelLimit: 300, ticks: false, ...axis },
  });
  const middle = (domain[0] + domain[1]) / 2;
  const color = { field: "value", type: "quantitative", title: null, scale: { scheme: "blues", domain } };
  const values = {
    mark: "text",
    encoding: {
      text: { field: "value", type: "quantitative", format },
      color: { condition: { test: `datum.value > ${middle}`, value: "white" }, value: "black" },
    },
  };
  return plot({
    title,
    description:
      options.description ??
      `${title}: ${matrix.length} rows by ${width} columns, from ${spoken(domain[0])} to ${spoken(domain[1])}.`,
    width: { step: width <= 12 ? 42 : 24 },
    height: { step: width <= 12 ? 34 : 24 },
    data: { values: cells },
    encoding: {
      x: position("x", columns, width, { orient: "top", labelAngle: -45 }),
      y: position("y", rows, matrix.length, {}),
      tooltip: ["row", "column", "value"].map((field) => ({ field })),
    },
    layer: [{ mark: "rect", encoding: { color } }, ...(width <= 12 ? [values] : [])],
  });
}

function numbers(length: number): string[] {
  return Array.from({ length }, (_, i) => String(i));
}
