import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { cachedTable } from "../cache/cached-table.ts";
import { fingerprint } from "../cache/fingerprint.ts";
import { connect } from "../engine/database.ts";
import { type Columns, chunksOf } from "../engine/query.ts";
import { literal, selectList } from "../engine/sql.ts";
import type { Feature } from "../features/feature.ts";
import { featureToJson } from "../features/feature-json.ts";
import { gatherRows, isAscending } from "./gather-rows.ts";
import { placedRows } from "./placed-rows.ts";
import type { FeatureMap, Source } from "./source.ts";
import { blockRows, cachedBlocks, type Table } from "./table.ts";
import { parquetOptions } from "./table-writer.ts";

/** Which of a source's rows and columns a dataset has. Selecting, sorting and shuffling change this, and no data. */
export interface View {
  readonly source: Source;
  /** The source's columns by the names they have here. */
  readonly columns: ReadonlyMap<string, string>;
  /** Types that differ from the source's, by the names here. */
  readonly types?: FeatureMap | undefined;
  /** The source's rows; all of them in their order if there is no list. */
  readonly rows?: Uint32Array | undefined;
}

export function viewOf(source: Source): View {
  return { source, columns: new Map(Array.from(source.features.keys(), (name) => [name, name])) };
}

export function lengthOf({ source, rows }: View): number {
  return rows?.length ?? source.numRows;
}

export function featuresOf({ source, columns, types }: View): FeatureMap {
  return new Map(
    Array.from(columns, ([name, from]) => [name, types?.get(name) ?? (source.features.get(from) as Feature)]),
  );
}

export function fingerprintOf({ source, columns, types, rows }: View): string {
  const isWhole =
    [...columns].every(([name, from]) => name === from) && columns.size === source.features.size;
  if (isWhole && !rows && !types) return source.fingerprint;
  const order = rows ? new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength) : "";
  const changed = Array.from(types ?? [], ([name, feature]) => [name, featureToJson(feature)]);
  return fingerprint(source.fingerprint, [...columns], changed, order);
}

/** A view with some of a view's rows: `chosen` are their numbers there. */
export function selectRows(view: View, chosen: Uint32Array): View {
  const { rows } = view;
  return { ...view, rows: rows ? chosen.map((i) => rows[i] as number) : chosen };
}

/** The rows from `start` up to `end`, in batches. */
export async function* batchesOf(
  view: View,
  size: number,
  start = 0,
  end = lengthOf(view),
): AsyncGenerator<Columns> {
  const ready = await inOrder(view);
  const parts = ready.rows ? gather(ready, ready.rows.subarray(start, end), size) : scan(ready, start, end);
  yield* rebatch(parts, [...ready.columns.keys()], size);
}

/** Rows by their numbers in the view, as columns. */
export async function rowsAt(view: View, rows: Uint32Array): Promise<Columns> {
  const { values } = emptyColumns(view);
  for await (const part of gather(
    view,
    view.rows ? rows.map((i) => (view.rows as Uint32Array)[i] as number) : rows,
    rows.length,
  ))
    for (const [name, column] of values)
      for (const each of part.values.get(name) as unknown[]) column.push(each);
  return { numRows: rows.length, values };
}

/** A query for the view's rows. With a list of rows it needs a connection, on which it makes a temporary table. */
export async function queryOf(view: View, connection: DuckDBConnection): Promise<string> {
  return orderedQueryOf(await inOrder(view), connection);
}

async function orderedQueryOf(view: View, connection: DuckDBConnection): Promise<string> {
  const names = selectList(view.columns);
  if (!view.rows) return `SELECT ${names} FROM (${view.source.query})`;
  const { query, keepsOrder } = await placedRows(await view.source.table(), view.rows, connection);
  const order = keepsOrder && isAscending(view.rows) ? "" : ' ORDER BY "#at"';
  return `SELECT ${names} FROM (${query})${order}`;
}

/** A query for the source's columns of the view's rows, in any order, with their numbers in the view as `#at`. */
export async function numberedQueryOf(view: View, connection: DuckDBConnection): Promise<string> {
  const table = await view.source.table();
  if (!view.rows) return `SELECT * RENAME ("#row" AS "#at") FROM (${table.numberedQuery})`;
  return (await placedRows(table, view.rows, connection)).query;
}

/** The view's rows, written one after the other where they were not. */
export async function flattened(view: View): Promise<Table> {
  if (!view.rows && [...view.columns].every(([name, from]) => name === from) && !view.types) {
    if (view.columns.size === view.source.features.size) return view.source.table();
  }
  return cachedTable(fingerprintOf(view), async (folder) => {
    using connection = await connect();
    const path = join(folder, "part-00000.parquet");
    await connection.run(
      `COPY (${await orderedQueryOf(view, connection)}) TO ${literal(path)} (${parquetOptions})`,
    );
    return { files: [{ path, numRows: lengthOf(view) }], features: featuresOf(view) };
  });
}

/**
 * Rows in an order that jumps are written anew before they are read one after the other, if they are many; where not all
 * blocks stay in memory, each row may cost reading one.
 */
export async function inOrder(view: View): Promise<View> {
  const { rows } = view;
  const few = view.source.numRows > cachedBlocks * blockRows ? blockRows : 32 * blockRows;
  if (!rows || rows.length < few || isAscending(rows)) return view;
  return viewOf(await flattened(view));
}

async function* scan(view: View, start: number, end: number): AsyncGenerator<Columns> {
  const { source, columns } = view;
  const isWhole = start === 0 && end === source.numRows;
  const from = new Set(columns.values());
  const parts = isWhole
    ? chunksOf(`SELECT ${selectList(Array.from(from, (name) => [name, name])) || "1"} FROM (${source.query})`)
    : (await source.table()).scan(start, end, from);
  for await (const part of parts) yield renamed(view, part);
}

async function* gather(view: View, rows: Uint32Array, size: number): AsyncGenerator<Columns> {
  const names = new Set(view.columns.values());
  for await (const part of gatherRows(await view.source.table(), rows, [...names], size))
    yield renamed(view, part);
}

/** The source's columns by the names that the view has for them. */
function renamed({ columns }: View, { numRows, values }: Columns): Columns {
  const named = Array.from(
    columns,
    ([name, from]) => [name, values.get(from) as readonly unknown[]] as const,
  );
  return { numRows, values: new Map(named) };
}

async function* rebatch(
  parts: AsyncIterable<Columns>,
  names: readonly string[],
  size: number,
): AsyncGenerator<Columns> {
  let waiting = new Map<string, unknown[]>(names.map((name) => [name, []]));
  let count = 0;
  for await (const { numRows, values } of parts) {
    let taken = 0;
    while (taken < numRows) {
      const more = Math.min(size - count, numRows - taken);
      for (const [name, column] of waiting)
        for (let i = taken; i < taken + more; i++) column.push((values.get(name) as readonly unknown[])[i]);
      [taken, count] = [taken + more, count + more];
      if (count < size) continue;
      yield { numRows: count, values: waiting };
      waiting = new Map(names.map((name) => [name, []]));
      count = 0;
    }
  }
  if (count > 0) yield { numRows: count, values: waiting };
}

function emptyColumns({ columns }: View): { values: Map<string, unknown[]> } {
  return { values: new Map(Array.from(columns.keys(), (name) => [name, []])) };
}
