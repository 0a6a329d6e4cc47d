import { EmptyIndexError, IndexTableError } from "./errors.ts";
import type { LanceConnection, LanceDistance, LanceTable } from "./lance-module.ts";
import type { VectorMetric } from "./vector-index.ts";

export const lanceDistances = { inner_product: "dot", cosine: "cosine", l2: "l2" } as const satisfies Record<
  VectorMetric,
  LanceDistance
>;

/** @throws IndexTableError where there is a table of that name, and it may not be replaced */
export async function createLanceTable(
  connection: LanceConnection,
  name: string,
  rows: Record<string, unknown>[],
  overwrite: boolean,
): Promise<LanceTable> {
  try {
    return await connection.createTable(name, rows, { mode: overwrite ? "overwrite" : "create" });
  } catch (cause) {
    if (!/already exists/.test(String(cause))) throw cause;
    const problem = "table exists, open it with connect or give overwrite: true";
    throw new IndexTableError(name, problem, { cause });
  }
}

/** @throws IndexTableError where there is no table of that name */
export async function openLanceTable(connection: LanceConnection, name: string): Promise<LanceTable> {
  try {
    return await connection.openTable(name);
  } catch (cause) {
    if (!/not found/i.test(String(cause))) throw cause;
    const names = await connection.tableNames();
    throw new IndexTableError(name, `no such table, there are ${names.join(", ") || "none"}`, { cause });
  }
}

/**
 * The shape of a table's vectors.
 *
 * @throws IndexTableError where its columns are others, or its index is of another metric
 */
export async function describeLanceTable(
  table: LanceTable,
  name: string,
  metric: VectorMetric,
): Promise<{ dimensions: number; size: number }> {
  const { fields } = await table.schema();
  const type = fields.find((field) => field.name === "vector")?.type;
  const dimensions = type && "listSize" in type ? type.listSize : undefined;
  if (typeof dimensions !== "number" || !fields.some((field) => field.name === "row"))
    throw new IndexTableError(
      name,
      `columns "row" (numbers from 0) and "vector" (lists of one length) expected, ` +
        `there are ${fields.map((field) => field.name).join(", ")}`,
    );
  for (const index of await table.listIndices()) {
    if (!index.columns.includes("vector")) continue;
    const built = (await table.indexStats(index.name))?.distanceType;
    if (built && built !== lanceDistances[metric])
      throw new IndexTableError(
        name,
        `index of distance ${built}, ${lanceDistances[metric]} (${metric}) expected`,
      );
  }
  const size = await table.countRows();
  if (size === 0) throw new EmptyIndexError(`table ${name}`);
  return { dimensions, size };
}

/** @param first the number of the first row */
export function toLanceRows(
  values: Float32Array,
  dimensions: number,
  first: number,
): Record<string, unknown>[] {
  return Array.from({ length: values.length / dimensions }, (_, i) => ({
    row: first + i,
    vector: values.slice(i * dimensions, (i + 1) * dimensions),
  }));
}
