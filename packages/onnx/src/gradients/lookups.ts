import type { Value } from "./value.ts";

/** A Gather of rows of a table, and the gradient of what it gave. */
export interface Lookup {
  readonly table: Value;
  readonly ids: Value;
  readonly dz: Value;
}

/** A gradient of few rows of a table: `rows[i]` is to be added to row `ids[i]`; ids may repeat. */
export interface RowGradient {
  /** int64 [n], counted from the end where negative. */
  readonly ids: Value;
  /** [n, ...the shape of a row] */
  readonly rows: Value;
}

/** What the lookups of one table add to its gradient. */
export function rowGradient(lookups: readonly Lookup[]): RowGradient | undefined {
  const ids = lookups.map((lookup) => lookup.ids.cast("int64").flatten(0));
  const rows = lookups.map(({ table, dz }) => dz.flatten(table.rank - 1));
  const [firstIds, firstRows] = [ids[0], rows[0]];
  if (!firstIds || !firstRows) return undefined;
  return { ids: joined(firstIds, ids), rows: joined(firstRows, rows) };
}

function joined(first: Value, all: readonly Value[]): Value {
  if (all.length === 1) return first;
  const length = `joined(${all.map(({ shape }) => shape[0])})`;
  const type = { type: first.type, shape: [length, ...first.shape.slice(1)] };
  return first.graph.node("Concat", all, { axis: 0 }, type);
}
