import { type DuckDBConnection, DuckDBDataChunk, INTEGER } from "@duckdb/node-api";
import { blockRows, type Table } from "./table.ts";

/** Rows of a table, as a query. */
export interface PlacedRows {
  /** Gives the table's columns, and the place of each row in the list as `#at`. */
  readonly query: string;
  /** Whether rows come in the table's order; else they come in any. */
  readonly keepsOrder: boolean;
}

/**
 * Rows by their numbers, on a connection on which this makes a temporary table. A list of many different rows is laid beside
 * the table, number by number; others are joined, for which DuckDB holds the list in memory several times.
 */
export async function placedRows(
  table: Table,
  rows: Uint32Array,
  connection: DuckDBConnection,
): Promise<PlacedRows> {
  const name = `rows_${process.hrtime.bigint()}`;
  const places = 8 * rows.length >= table.numRows ? placesOf(rows, table.numRows) : undefined;
  if (places) {
    await fill(connection, name, { "#at": places });
    const query = `SELECT * FROM (${table.query}) POSITIONAL JOIN ${name} WHERE "#at" >= 0`;
    return { query, keepsOrder: true };
  }
  await fill(connection, name, { "#row": rows, "#at": Uint32Array.from(rows, (_, i) => i) });
  const query = `SELECT * EXCLUDE ("#row") FROM ${name} JOIN (${table.numberedQuery}) USING ("#row")`;
  return { query, keepsOrder: false };
}

/** Where in a list each row is, −1 for those that are not; nothing if one is there twice. */
function placesOf(rows: Uint32Array, numRows: number): Int32Array | undefined {
  const places = new Int32Array(numRows).fill(-1);
  for (const [at, row] of rows.entries()) {
    if (places[row] !== -1) return undefined;
    places[row] = at;
  }
  return places;
}

async function fill(
  connection: DuckDBConnection,
  name: string,
  columns: Readonly<Record<string, Int32Array | Uint32Array>>,
): Promise<void> {
  const fields = Object.keys(columns).map((column) => `"${column}" INTEGER`);
  const lists = Object.values(columns);
  const types = lists.map(() => INTEGER);
  const length = lists[0]?.length ?? 0;
  await connection.run(`CREATE TEMP TABLE ${name} (${fields.join(", ")})`);
  const appender = await connection.createAppender(name);
  for (let start = 0; start < length; start += blockRows) {
    const parts = lists.map((list) => list.subarray(start, start + blockRows));
    const chunk = DuckDBDataChunk.create(types, parts[0]?.length);
    for (const [i, part] of parts.entries()) chunk.setColumnValues(i, Array.from(part));
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}
