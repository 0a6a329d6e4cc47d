import type { Columns } from "../engine/query.ts";
import type { Table } from "./table.ts";

/** From how many rows to one that is wanted it is better to go to the wanted ones than to pass all. */
const sparse = 16;

/**
 * Columns of a table's rows by their numbers. Where these ascend and are near to each other the table is read once from the
 * first to the last; else block by block.
 */
export async function* gatherRows(
  table: Table,
  rows: Uint32Array,
  columns: readonly string[],
  size: number,
): AsyncGenerator<Columns> {
  const [first = 0, last = 0] = [rows.at(0), rows.at(-1)];
  if (isAscending(rows) && last - first < sparse * rows.length && rows.length > size)
    yield* pass(table, rows, columns);
  else yield* jump(table, rows, columns, size);
}

/** Whether no row comes before one with a smaller number. */
export function isAscending(rows: Uint32Array): boolean {
  return rows.every((row, i) => i === 0 || row >= (rows[i - 1] as number));
}

async function* pass(table: Table, rows: Uint32Array, names: readonly string[]): AsyncGenerator<Columns> {
  let [next, start] = [0, rows[0] as number];
  for await (const part of table.scan(start, (rows.at(-1) as number) + 1, names)) {
    const end = start + part.numRows;
    const from = next;
    while (next < rows.length && (rows[next] as number) < end) next++;
    const wanted = rows.subarray(from, next);
    const values = names.map((name) => {
      const column = part.values.get(name) as readonly unknown[];
      return [name, Array.from(wanted, (row) => column[row - start])] as const;
    });
    start = end;
    if (wanted.length > 0) yield { numRows: wanted.length, values: new Map(values) };
  }
}

async function* jump(
  table: Table,
  rows: Uint32Array,
  names: readonly string[],
  size: number,
): AsyncGenerator<Columns> {
  for (let start = 0; start < rows.length; start += size) {
    const part = rows.subarray(start, start + size);
    const values = new Map<string, unknown[]>(names.map((name) => [name, []]));
    for (const row of part) {
      const { block, offset } = await table.blockOf(row);
      for (const [name, column] of values) column.push((block.values.get(name) as unknown[])[offset]);
    }
    yield { numRows: part.length, values };
  }
}
