import { fingerprint } from "../cache/fingerprint.ts";
import { connect } from "../engine/database.ts";
import { selectList } from "../engine/sql.ts";
import { MapFunctionError } from "../errors.ts";
import { Relation } from "../table/relation.ts";
import {
  batchesOf,
  fingerprintOf,
  inOrder,
  numberedQueryOf,
  selectRows,
  type View,
  viewOf,
} from "../table/view.ts";
import { loadFunction, type Mapper } from "./map-function.ts";
import type { Row } from "./row.ts";

export interface FilterOptions {
  /** The function takes columns of `batchSize` rows and gives a list of decisions. Default: false */
  readonly batched?: boolean;
  /** Default: 1000 */
  readonly batchSize?: number;
  readonly withIndices?: boolean;
  /** These columns become the function's arguments. Default: all, as one object. */
  readonly inputColumns?: readonly string[];
}

/** The rows for which a function says yes. No data is copied: the result is a list of rows. */
export async function filterRows(view: View, mapper: Mapper, options: FilterOptions = {}): Promise<View> {
  const { batched = false, batchSize = 1000, withIndices = false, inputColumns } = options;
  const call = await loadFunction(mapper);
  // The kept rows are those of what was read, so that they are in order, too.
  const ready = await inOrder(view);
  const kept: number[] = [];
  let first = 0;
  for await (const { numRows, values } of batchesOf(ready, batchSize)) {
    const ask = async (input: Row, index: unknown, row: number) => {
      const args = inputColumns ? inputColumns.map((name) => input[name]) : [input];
      try {
        return await call(...args, ...(withIndices ? [index] : []));
      } catch (cause) {
        const message = cause instanceof Error ? cause.message : String(cause);
        throw new MapFunctionError(`the function threw "${message}" at row`, row, { cause });
      }
    };
    if (batched) {
      const indices = Array.from({ length: numRows }, (_, i) => first + i);
      const decisions = await ask(Object.fromEntries(values), indices, first);
      if (!Array.isArray(decisions) || decisions.length !== numRows)
        throw new MapFunctionError(
          `a list of ${numRows} decisions expected; the batch begins with row`,
          first,
        );
      for (const [i, decision] of decisions.entries()) if (decision) kept.push(first + i);
    } else
      for (let i = 0; i < numRows; i++) {
        const row = Object.fromEntries(Array.from(values, ([name, column]) => [name, column[i]]));
        if (await ask(row, first + i, first + i)) kept.push(first + i);
      }
    first += numRows;
  }
  return selectRows(ready, Uint32Array.from(kept));
}

/** The rows for which an expression of SQL holds, as in `length(text) > 100`. */
export async function filterBySql(view: View, condition: string): Promise<View> {
  if (!view.rows) {
    const query = `SELECT * FROM (SELECT ${selectList(view.columns)} FROM (${view.source.query})) WHERE ${condition}`;
    const features = new Map(view.types ?? []);
    for (const [name, from] of view.columns) {
      const feature = view.source.features.get(from);
      if (feature && !features.has(name)) features.set(name, feature);
    }
    return viewOf(await Relation.of(query, fingerprint(fingerprintOf(view), "filter", condition), features));
  }
  using connection = await connect();
  const names = selectList([...view.columns, ["#at", "#at"]]);
  const query = `SELECT "#at" FROM (SELECT ${names} FROM (${await numberedQueryOf(view, connection)})) WHERE ${condition} ORDER BY 1`;
  const result = await connection.runAndReadAll(query);
  return selectRows(view, Uint32Array.from(result.getColumns()[0] ?? [], Number));
}
