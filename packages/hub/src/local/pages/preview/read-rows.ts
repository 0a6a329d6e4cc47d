import { parse } from "csv-parse/sync";

/** How much of a table is shown. */
export const rowLimits = { rows: 50, columns: 30, cellCharacters: 300 } as const;

export interface Rows {
  columns: string[];
  rows: string[][];
  /** Columns that are not shown. */
  hiddenColumns: number;
}

export type RowFormat = "csv" | "tsv" | "jsonl";

/** The format that a file's name says; undefined for one that has no rows. */
export const rowFormat = (path: string): RowFormat | undefined =>
  /\.(csv|tsv|jsonl|ndjson)(\.gz)?$/i.exec(path)?.[1]?.toLowerCase().replace("ndjson", "jsonl") as
    | RowFormat
    | undefined;

/**
 * The first rows of a table.
 *
 * @param text perhaps cut: a last line that is not whole is left out
 * @returns undefined where there is nothing that reads as rows
 */
export function readRows(text: string, format: RowFormat, isCut: boolean): Rows | undefined {
  const whole = isCut ? text.slice(0, text.lastIndexOf("\n") + 1) : text;
  try {
    const rows = format === "jsonl" ? jsonRows(whole) : csvRows(whole, format === "tsv" ? "\t" : ",");
    return rows && cut(rows);
  } catch {
    return undefined;
  }
}

function csvRows(text: string, delimiter: string): string[][] {
  return parse(text, {
    delimiter,
    to: rowLimits.rows + 1,
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
}

function jsonRows(text: string): string[][] | undefined {
  const values = text
    .split("\n", rowLimits.rows * 2)
    .filter((line) => line.trim() !== "")
    .slice(0, rowLimits.rows)
    .map((line): unknown => JSON.parse(line));
  const objects = values.filter(
    (value): value is Record<string, unknown> => typeof value === "object" && value !== null,
  );
  if (objects.length < values.length || objects.length === 0) return undefined;
  const columns = [...new Set(objects.flatMap((object) => Object.keys(object)))];
  return [columns, ...objects.map((object) => columns.map((name) => cellText(object, name)))];
}

function cellText(object: Record<string, unknown>, name: string): string {
  const value = Object.hasOwn(object, name) ? object[name] : undefined;
  return typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);
}

function cut([columns = [], ...rows]: string[][]): Rows | undefined {
  if (columns.length === 0) return undefined;
  const { columns: maxColumns, cellCharacters } = rowLimits;
  const short = (cells: string[]) =>
    cells
      .slice(0, maxColumns)
      .map((cell) => (cell.length > cellCharacters ? `${cell.slice(0, cellCharacters)}…` : cell));
  return {
    columns: short(columns),
    rows: rows.map(short),
    hiddenColumns: Math.max(0, columns.length - maxColumns),
  };
}
