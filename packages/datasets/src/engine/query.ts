import { connect } from "./database.ts";
import { decodeColumn } from "./decode.ts";

/** Columns by name, all of one length. */
export interface Columns {
  readonly numRows: number;
  readonly values: ReadonlyMap<string, readonly unknown[]>;
}

/** Runs a statement whose result does not matter. */
export async function run(sql: string): Promise<void> {
  using connection = await connect();
  await connection.run(sql);
}

/** The rows of a query, about two thousand at a time; only these are in memory. */
export async function* chunksOf(sql: string): AsyncGenerator<Columns> {
  using connection = await connect();
  const result = await connection.stream(sql);
  const names = result.columnNames();
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) return;
    const values = new Map(names.map((name, index) => [name, decodeColumn(chunk, index)]));
    yield { numRows: chunk.rowCount, values };
  }
}

/** All rows of a query as objects. For few rows. */
export async function rowsOf<Row extends object>(sql: string): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const { numRows, values } of chunksOf(sql))
    for (let i = 0; i < numRows; i++)
      rows.push(Object.fromEntries(Array.from(values, ([name, column]) => [name, column[i]])) as Row);
  return rows;
}
