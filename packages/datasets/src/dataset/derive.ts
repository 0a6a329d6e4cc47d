import { join } from "node:path";
import { cachedTable } from "../cache/cached-table.ts";
import { fingerprint } from "../cache/fingerprint.ts";
import { connect } from "../engine/database.ts";
import { rowsOf } from "../engine/query.ts";
import { identifier, literal, selectList } from "../engine/sql.ts";
import { ColumnError, DatasetArgumentError, FeatureError } from "../errors.ts";
import type { Feature } from "../features/feature.ts";
import { featureToJson } from "../features/feature-json.ts";
import { sqlType } from "../features/sql-type.ts";
import { Relation } from "../table/relation.ts";
import type { FeatureMap } from "../table/source.ts";
import type { Table } from "../table/table.ts";
import { parquetOptions } from "../table/table-writer.ts";
import { featuresOf, fingerprintOf, queryOf, type View, viewOf } from "../table/view.ts";

/** The same rows with columns that are computed of the view's, each by an expression of SQL. */
export async function deriveColumns(
  view: View,
  columns: readonly (readonly [name: string, expression: string, feature: Feature | undefined])[],
): Promise<View> {
  const whole = `SELECT ${selectList(view.columns)} FROM (${view.source.query})`;
  const expressions = columns.map(([name, expression]) => `${expression} AS ${identifier(name)}`);
  const query = `SELECT ${expressions.join(", ")} FROM (${whole})`;
  const given = columns.flatMap(([name, , feature]) => (feature ? [[name, feature] as const] : []));
  const types = given.map(([name, feature]) => [name, featureToJson(feature)]);
  const key = fingerprint(view.source.fingerprint, query, types);
  return { ...viewOf(await Relation.of(query, key, new Map(given))), rows: view.rows };
}

/**
 * Columns as other types. Texts become labels by the names of their class.
 *
 * @throws FeatureError where a value does not fit the new type
 */
export async function castColumns(view: View, types: FeatureMap): Promise<View> {
  const features = featuresOf(view);
  for (const name of types.keys())
    if (!features.has(name))
      throw new ColumnError(`one of the columns ${[...features.keys()].join(", ")} expected`, name);
  const derived = await deriveColumns(
    view,
    Array.from(features, ([name, from]) => {
      const to = types.get(name);
      return [name, to ? castExpression(identifier(name), from, to) : identifier(name), to ?? from] as const;
    }),
  );
  await checkCast(derived, view, types);
  return derived;
}

function castExpression(column: string, from: Feature, to: Feature): string {
  if (to._type !== "ClassLabel" || from._type !== "Value" || !from.dtype.includes("string"))
    return `CAST(${column} AS ${sqlType(to)})`;
  const names = `[${to.names.map(literal).join(", ")}]`;
  return `CASE WHEN ${column} IS NULL THEN NULL ELSE CAST(nullif(list_position(${names}, ${column}), 0) - 1 AS BIGINT) END`;
}

/** Nothing becomes null, or a label without a name, by a cast. */
async function checkCast(derived: View, before: View, types: FeatureMap): Promise<void> {
  for (const [name, to] of types) {
    if (to._type !== "ClassLabel") continue;
    const column = identifier(name);
    const [counts] = await rowsOf<{ given: number; kept: number; least: number | null; most: number | null }>(
      `SELECT (SELECT count(${identifier(before.columns.get(name) as string)}) FROM (${before.source.query})) AS given, ` +
        `count(${column}) AS kept, min(${column}) AS least, max(${column}) AS most FROM (${derived.source.query})`,
    );
    const { given = 0, kept = 0, least, most } = counts ?? {};
    if (kept < given || (least ?? 0) < -1 || (most ?? 0) >= to.numClasses)
      throw new FeatureError(
        `column "${name}": only values that are one of the classes ${to.names.join(", ")}, or their numbers, expected`,
        kept < given ? `${given - kept} values are none` : `${least} to ${most}`,
      );
  }
}

/**
 * The rows of a query on the view's, which it names `self`. They are kept for the next time the same is asked of the same rows,
 * so a query should depend on nothing else.
 *
 * @throws DatasetArgumentError for a query that fails
 */
export async function queryRows(view: View, sql: string): Promise<Table> {
  return cachedTable(fingerprint(fingerprintOf(view), "query", sql), async (folder) => {
    using connection = await connect();
    const path = join(folder, "part-00000.parquet");
    const query = `WITH self AS (${await queryOf(view, connection)}) ${sql}`;
    try {
      await connection.run(`COPY (${query}) TO ${literal(path)} (${parquetOptions})`);
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause);
      throw new DatasetArgumentError(
        `a query of SQL on the table self expected, ${message.split("\n")[0]}`,
        sql,
      );
    }
    const { features, numRows } = await Relation.of(`SELECT * FROM read_parquet(${literal(path)})`, "");
    return { files: [{ path, numRows }], features };
  });
}
