import { columnNumberFormat, formatValue, isTypedArray } from "./format-value.ts";
import { type Html, html } from "./html.ts";
import { type Displayable, isDisplayable, jupyterDisplay } from "./mime-bundle.ts";
import { plainTable } from "./plain-table.ts";

export interface TableOptions<Row> {
  /** Which columns in which order: keys of the objects, or names for the places of the arrays. Default: all. */
  columns?: readonly string[];
  /** How to write the values of a column, by its name. */
  formats?: Row extends ArrayLike<unknown>
    ? Record<string, (value: unknown) => string>
    : { [Key in keyof Row]?: (value: Row[Key]) => string };
  /** The table's title. */
  caption?: string;
  /** How many rows are shown; a last line says how many more there are. Default 20. */
  maxRows?: number;
}

export interface Cell {
  text: string;
  html?: Html;
}

export interface Column {
  name: string;
  numeric: boolean;
  cells: Cell[];
}

/**
 * A table of objects (a column per key, over all rows) or of arrays (a column per place; typed arrays too). Columns of
 * numbers stand right with equal decimals. Values are escaped; `html` values are put in as markup.
 */
export function table<Row extends object>(rows: Iterable<Row>, options: TableOptions<Row> = {}): Displayable {
  const { caption, maxRows = 20 } = options;
  const all = [...rows];
  const formats = (options.formats ?? {}) as Record<string, ((value: unknown) => string) | undefined>;
  const names = options.columns ?? columnNames(all);
  const shown = all.slice(0, maxRows);
  const columns = names.map((name, i) => {
    const values = shown.map((row) => (isList(row) ? row[i] : (row as Record<string, unknown>)[name]));
    return toColumn(name, values, formats[name]);
  });
  const note =
    all.length === 0 ? "no rows" : all.length > shown.length ? `… ${all.length - shown.length} more` : "";
  return {
    [jupyterDisplay]: () => ({
      "text/plain": plainTable(columns, shown.length, caption, note),
      "text/html": tableHtml(columns, shown.length, caption, note).markup,
    }),
  };
}

function isList(row: object): row is ArrayLike<unknown> {
  return Array.isArray(row) || isTypedArray(row);
}

function columnNames(rows: readonly object[]): string[] {
  if (!rows.some(isList)) return [...new Set(rows.flatMap(Object.keys))];
  const width = rows.reduce((max, row) => Math.max(max, isList(row) ? row.length : 0), 0);
  return Array.from({ length: width }, (_, i) => String(i));
}

function toColumn(name: string, values: unknown[], format?: (value: unknown) => string): Column {
  const present = values.filter((value) => value !== null && value !== undefined);
  const numeric = present.length > 0 && present.every((value) => /^(number|bigint)$/.test(typeof value));
  const write = format ?? (numeric ? columnNumberFormat(values) : formatValue);
  const cells = values.map((value) => {
    if (format || !isDisplayable(value)) return { text: value === undefined ? "" : write(value) };
    const markup = html`${value}`;
    return { text: String(markup[jupyterDisplay]()["text/plain"]), html: markup };
  });
  return { name, numeric, cells };
}

// Jupyter's own style sheet aligns right and cuts the width, so what we want is said on every cell.
const cellStyle = "padding:0.3em 0.8em;vertical-align:top;white-space:pre-wrap;text-align:";

function tableHtml(
  columns: readonly Column[],
  height: number,
  caption: string | undefined,
  note: string,
): Html {
  const align = (column: Column) =>
    column.numeric ? `${cellStyle}right;font-variant-numeric:tabular-nums` : `${cellStyle}left`;
  const head = columns.map((column) => html`<th scope="col" style="${align(column)}">${column.name}</th>`);
  const body = Array.from({ length: height }, (_, row) => {
    const cells = columns.map((column) => {
      const cell = column.cells[row];
      return html`<td style="${align(column)}">${cell?.html ?? cell?.text}</td>`;
    });
    return html`<tr style="border-top:1px solid var(--jp-border-color2, #8884)">${cells}</tr>\n`;
  });
  const title =
    caption &&
    html`<caption style="caption-side:top;text-align:left;font-weight:bold;padding:0.3em 0.8em">${caption}</caption>`;
  const foot =
    note &&
    html`<tfoot><tr><td colspan="${Math.max(1, columns.length)}" style="${cellStyle}left">${note}</td></tr></tfoot>`;
  return html`<table style="border-collapse:collapse;margin:0;table-layout:auto">${title}
<thead><tr>${head}</tr></thead>
<tbody>
${body}</tbody>${foot}</table>`;
}
