import { connect } from "../engine/database.ts";
import { identifier, selectList } from "../engine/sql.ts";
import { numberedQueryOf, selectRows, type View } from "../table/view.ts";

export interface SortOptions {
  /** The largest first; one for each column, or one for all. Default: false */
  readonly reverse?: boolean | readonly boolean[];
  /** Where rows without a value go. Default: "at_end" */
  readonly nullPlacement?: "at_start" | "at_end";
}

/** The rows in the order of columns; equal ones stay in the order that they have. */
export async function sortRows(
  view: View,
  columns: readonly string[],
  options: SortOptions = {},
): Promise<View> {
  const { reverse = false, nullPlacement = "at_end" } = options;
  const order = columns.map((name, i) => {
    const direction = (typeof reverse === "boolean" ? reverse : reverse[i]) ? "DESC" : "ASC";
    return `${identifier(name)} ${direction} NULLS ${nullPlacement === "at_end" ? "LAST" : "FIRST"}`;
  });
  using connection = await connect();
  const names = selectList([...view.columns, ["#at", "#at"]]);
  const numbered = await numberedQueryOf(view, connection);
  const query = `SELECT "#at" FROM (SELECT ${names} FROM (${numbered})) ORDER BY ${order.join(", ")}, "#at"`;
  const sorted: number[] = [];
  const result = await connection.stream(query);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) break;
    for (const row of chunk.getColumnValues(0)) sorted.push(Number(row));
  }
  return selectRows(view, Uint32Array.from(sorted));
}
