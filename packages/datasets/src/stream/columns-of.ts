import type { Row } from "../dataset/row.ts";

/** Rows as columns; a key that a row lacks is null. */
export function columnsOf(rows: readonly Row[]): { numRows: number; values: Map<string, unknown[]> } {
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  return {
    numRows: rows.length,
    values: new Map(Array.from(names, (name) => [name, rows.map((row) => row[name] ?? null)])),
  };
}
