import { MissingTextAlternativeError } from "../errors.ts";
import { type Displayable, jupyterDisplay } from "../mime-bundle.ts";
import { palette } from "../plot.ts";
import { fitText } from "../text-width.ts";
import { monospaceWidth, round, staticSvg, svgText } from "./static-svg.ts";

/** How a cell is drawn: filled; hatched; or a thin outline. */
export type CellKind = "full" | "light" | "empty";

export interface CellPanel {
  readonly title: string;
  readonly cells: readonly (readonly CellKind[])[];
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** Below the cells. */
  readonly note?: string;
}

/** Of a cell, in pixels. */
const size = 18;

/**
 * Panels of square cells, two or three in a row. Kinds differ by their shape too, not by colour alone.
 * @throws MissingTextAlternativeError without `description`
 */
export function cellGrid(panels: readonly CellPanel[], description: string): Displayable {
  if (!description.trim()) throw new MissingTextAlternativeError("cellGrid", "description");
  const drawn = panels.map(drawPanel);
  let [x, y, tallest, widest] = [0, 0, 0, 0];
  const placed = drawn.map(({ content, width, height }) => {
    if (x > 0 && x + width > 860) [x, y, tallest] = [0, y + tallest + 10, 0];
    const group = `<g transform="translate(${x} ${y})">${content}</g>`;
    x += width + 20;
    tallest = Math.max(tallest, height);
    widest = Math.max(widest, x);
    return group;
  });
  const hatch = `<defs><pattern id="cell-hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="5" height="5" fill="white"/><path d="M0 0V5" stroke="${palette[0]}" stroke-width="2.4"/></pattern></defs>`;
  const svg = staticSvg(widest, y + tallest, description, hatch + placed.join(""));
  const bundle = { "image/svg+xml": svg, "text/plain": `[picture: ${description}]` };
  return { [jupyterDisplay]: () => bundle };
}

function drawPanel({ title, cells, rows, columns, note = "" }: CellPanel) {
  const rowLabels = rows.map(labelOf);
  const columnLabels = columns.map(labelOf);
  const left = 12 + longest(rowLabels);
  // Labels of columns are turned by 45 degrees.
  const slant = Math.ceil((longest(columnLabels) + 8) * Math.SQRT1_2);
  const top = 30 + slant;
  const body = cells.flatMap((row, y) => row.map((kind, x) => cellOf(kind, left + x * size, top + y * size)));
  const names = rowLabels.map((label, y) =>
    svgText(left - 6, top + y * size + 13, label, 'text-anchor="end" font-size="11"'),
  );
  const heads = columnLabels.map((label, x) => {
    const [cx, cy] = [left + x * size + 12, top - 4];
    return svgText(cx, cy, label, `font-size="11" transform="rotate(-45 ${cx} ${cy})"`);
  });
  const bottom = top + cells.length * size;
  const width = Math.max(
    left + columns.length * size + slant,
    monospaceWidth(title) + 12,
    monospaceWidth(note, 11) + 12,
  );
  const content = [
    svgText(6, 18, title, 'font-weight="bold"'),
    ...[...names, ...heads, ...body],
    svgText(6, bottom + 18, note, 'font-size="11"'),
  ].join("");
  return { content, width: Math.ceil(width), height: bottom + 30 };
}

function cellOf(kind: CellKind, x: number, y: number): string {
  const fill = { full: palette[0], light: "url(#cell-hatch)", empty: "none" }[kind];
  const stroke = kind === "empty" ? "#ccc" : palette[0];
  const side = size - 3;
  return `<rect x="${round(x + 1.5)}" y="${round(y + 1.5)}" width="${side}" height="${side}" fill="${fill}" stroke="${stroke}"/>`;
}

function labelOf(text: string): string {
  return fitText(text, 14);
}

function longest(labels: readonly string[]): number {
  return Math.max(0, ...labels.map((label) => monospaceWidth(label, 11)));
}
