import { rowsOf } from "../../engine/query.ts";
import { identifier, literal } from "../../engine/sql.ts";
import { FeatureError } from "../../errors.ts";
import type { ClassLabel } from "../../features/class-label.ts";
import type { Feature } from "../../features/feature.ts";

/** The number of the class that a text names. */
export function labelExpression(column: string, { names }: ClassLabel): string {
  return `CAST(list_position([${names.map(literal).join(", ")}], ${column}) - 1 AS BIGINT)`;
}

/**
 * Every value of a column is one of the classes, by name or by number; rows without one are, too.
 *
 * @throws FeatureError with the first row whose value is not
 */
export async function checkLabels(name: string, feature: Feature, type: string, scan: string): Promise<void> {
  if (feature._type !== "ClassLabel") return;
  const column = identifier(name);
  const isKnown =
    type === "VARCHAR"
      ? `${column} IN (${feature.names.map(literal).join(", ")})`
      : `${column} BETWEEN -1 AND ${feature.numClasses - 1}`;
  const [wrong] = await rowsOf<{ row: number; value: unknown }>(
    `SELECT "#row" AS row, ${column} AS value FROM (SELECT *, row_number() OVER () - 1 AS "#row" FROM (${scan})) ` +
      `WHERE ${column} IS NOT NULL AND NOT (${isKnown}) ORDER BY 1 LIMIT 1`,
  );
  if (wrong)
    throw new FeatureError(
      `column "${name}", row ${wrong.row}: one of the classes ${feature.names.join(", ")} or its number expected`,
      wrong.value,
    );
}
