import type { Columns } from "../engine/query.ts";
import { MapFunctionError } from "../errors.ts";
import type { TableWriter } from "../table/table-writer.ts";
import { batchesOf, type View } from "../table/view.ts";
import type { AnyFunction } from "./map-function.ts";
import type { Batch, Row } from "./row.ts";

export interface RunMapOptions {
  readonly batched: boolean;
  readonly batchSize: number;
  readonly withIndices: boolean;
  readonly inputColumns: readonly string[] | undefined;
  readonly removeColumns: readonly string[];
}

/**
 * Calls a function with the rows from `start` up to `end`, one by one or in batches, and writes what it gives. Columns it
 * gives are added or take the place of those before; the others stay, unless they are removed.
 */
export async function runMap(
  view: View,
  call: AnyFunction,
  writer: TableWriter,
  [start, end]: readonly [start: number, end: number],
  options: RunMapOptions,
  onRows: (count: number) => void,
): Promise<void> {
  let first = start;
  for await (const batch of batchesOf(view, options.batchSize, start, end)) {
    await writer.append(await changeBatch(call, batch, first, options));
    first += batch.numRows;
    onRows(batch.numRows);
  }
}

/** What becomes of the columns of a batch, whose first row is number `first`. */
export async function changeBatch(
  call: AnyFunction,
  batch: Columns,
  first: number,
  options: RunMapOptions,
): Promise<ReadonlyMap<string, ArrayLike<unknown>>> {
  const results = options.batched
    ? await callBatch(call, batch, first, options)
    : await callRows(call, batch, first, options);
  return joined(batch, results, first, options);
}

async function callBatch(
  call: AnyFunction,
  batch: Columns,
  first: number,
  options: RunMapOptions,
): Promise<Batch> {
  const input: Batch = Object.fromEntries(Array.from(batch.values, ([name, column]) => [name, [...column]]));
  const indices = Array.from({ length: batch.numRows }, (_, i) => first + i);
  const result = await called(call, argumentsOf(input, indices, options), first);
  if (result === undefined || result === null) return {};
  if (typeof result !== "object" || Array.isArray(result))
    throw new MapFunctionError(
      "columns expected of a function of batches, as in { length: [3, 5] }; the batch begins with row",
      first,
    );
  for (const [name, column] of Object.entries(result))
    if (!Array.isArray(column) && !ArrayBuffer.isView(column))
      throw new MapFunctionError(
        `a list of values expected for column "${name}"; the batch begins with row`,
        first,
      );
  return { ...(result as Batch) };
}

async function callRows(
  call: AnyFunction,
  batch: Columns,
  first: number,
  options: RunMapOptions,
): Promise<Batch> {
  const columns: Batch = {};
  for (let i = 0; i < batch.numRows; i++) {
    const row: Row = Object.fromEntries(Array.from(batch.values, ([name, column]) => [name, column[i]]));
    const result = (await called(call, argumentsOf(row, first + i, options), first + i)) ?? {};
    if (typeof result !== "object" || Array.isArray(result))
      throw new MapFunctionError(
        "an object of columns expected of the function, as in { length: 3 }; the row was",
        first + i,
      );
    for (const [name, value] of Object.entries(result)) {
      columns[name] ??= new Array(i).fill(null);
      columns[name].push(value);
    }
    for (const column of Object.values(columns)) if (column.length <= i) column.push(null);
  }
  return columns;
}

function argumentsOf(input: Row | Batch, index: number | number[], options: RunMapOptions): unknown[] {
  const args = options.inputColumns ? options.inputColumns.map((name) => input[name]) : [input];
  return options.withIndices ? [...args, index] : args;
}

async function called(call: AnyFunction, args: unknown[], row: number): Promise<unknown> {
  try {
    return await call(...args);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new MapFunctionError(`the function threw "${message}" at row`, row, { cause });
  }
}

function joined(
  batch: Columns,
  results: Batch,
  first: number,
  { removeColumns }: RunMapOptions,
): ReadonlyMap<string, ArrayLike<unknown>> {
  const kept = [...batch.values.keys()].filter((name) => !removeColumns.includes(name));
  const columns = new Map<string, ArrayLike<unknown>>(
    kept.map((name) => [name, results[name] ?? (batch.values.get(name) as readonly unknown[])]),
  );
  for (const [name, values] of Object.entries(results)) columns.set(name, values);
  const sizes = new Set(Array.from(columns.values(), ({ length }) => length));
  if (sizes.size <= 1) return columns;
  const old = kept.filter((name) => !(name in results));
  throw new MapFunctionError(
    `${batch.numRows} values expected in each column, given ${Object.entries(results)
      .map(([name, { length }]) => `${length} in "${name}"`)
      .join(", ")}; ` +
      `pass removeColumns: ${JSON.stringify(old)} if the function changes the number of rows; the batch begins with row`,
    first,
  );
}
