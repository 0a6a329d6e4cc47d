import { chunksOf } from "../../engine/query.ts";
import { ColumnError } from "../../errors.ts";
import { type Feature, list, value } from "../../features/feature.ts";

const dtypes: Readonly<Record<string, string>> = {
  ...{ VARCHAR: "string", BOOLEAN: "bool", DOUBLE: "float64", NULL: "null" },
  ...{ UBIGINT: "int64", BIGINT: "int64", HUGEINT: "int64" },
};

/** A type of DuckDB's, a list of one structure, or an object of structures. */
type Structure = string | readonly Structure[] | { readonly [key: string]: Structure };

/**
 * How many rows a query of json has, and the structure that all of them have. DuckDB's own `json_group_structure` holds all
 * rows in memory; here it is one structure for each that differs.
 */
export async function structureOf(
  objects: string,
): Promise<{ numRows: number; structure: Structure | undefined }> {
  let numRows = 0;
  let structure: Structure | undefined;
  const numbered = `SELECT json, CAST(json_structure(json) AS VARCHAR) AS structure, row_number() OVER () AS "#row" FROM (${objects})`;
  // DuckDB says JSON of {} and of lists of several types alike; such rows are looked at here.
  const unclear = `CASE WHEN contains(structure, '"JSON"') THEN CAST(json AS VARCHAR) END`;
  const query = `SELECT structure, ${unclear} AS json, count(*) AS count FROM (${numbered}) GROUP BY 1, 2 ORDER BY min("#row")`;
  for await (const { values } of chunksOf(query))
    for (const [i, text] of (values.get("structure") as readonly string[]).entries()) {
      numRows += values.get("count")?.[i] as number;
      const json = values.get("json")?.[i] as string | null;
      const next = json === null ? (JSON.parse(text) as Structure) : structureOfValue(JSON.parse(json));
      structure = structure === undefined ? next : merge(structure, next);
    }
  return { numRows, structure };
}

function structureOfValue(given: unknown): Structure {
  if (given === null) return "NULL";
  if (typeof given === "string") return "VARCHAR";
  if (typeof given === "boolean") return "BOOLEAN";
  if (typeof given === "number") return Number.isInteger(given) ? "BIGINT" : "DOUBLE";
  if (Array.isArray(given)) return [given.map(structureOfValue).reduce(merge, "NULL")];
  return Object.fromEntries(
    Object.entries(given as object).map(([key, inner]) => [key, structureOfValue(inner)]),
  );
}

const integers = new Set<unknown>(["UBIGINT", "BIGINT", "HUGEINT"]);

function merge(a: Structure, b: Structure): Structure {
  if (a === b || b === "NULL") return a;
  if (a === "NULL") return b;
  if (integers.has(a) && integers.has(b)) return "BIGINT";
  if ((a === "DOUBLE" && integers.has(b)) || (b === "DOUBLE" && integers.has(a))) return "DOUBLE";
  if (typeof a === "string" || typeof b === "string") return "JSON";
  if (Array.isArray(a) && Array.isArray(b)) return [merge(a[0] ?? "NULL", b[0] ?? "NULL")];
  if (Array.isArray(a) || Array.isArray(b)) return "JSON";
  const merged = new Map(Object.entries(a));
  for (const [key, inner] of Object.entries(b))
    merged.set(key, merge(merged.get(key) ?? "NULL", inner as Structure));
  return Object.fromEntries(merged);
}

/**
 * Types of columns from what DuckDB says of the structure of all rows. Where values differ in type, as a number and a text,
 * it says JSON; such columns are in `mixed`.
 */
export function featuresOfStructure(structure: Exclude<Structure, string>): {
  features: Map<string, Feature>;
  mixed: Set<string>;
} {
  const features = new Map<string, Feature>();
  const mixed = new Set<string>();
  checkNames(Object.keys(structure));
  for (const [name, part] of Object.entries(structure)) {
    if (holds(part, isMixed)) mixed.add(name);
    // No type of DuckDB's has no fields; such values are kept as the text {}.
    features.set(name, holds(part, isMixed) || holds(part, isEmpty) ? value("string") : featureOf(part));
  }
  return { features, mixed };
}

function featureOf(structure: unknown): Feature {
  if (typeof structure === "string") return value(dtypes[structure] ?? "string");
  if (Array.isArray(structure)) return list(featureOf(structure[0]));
  checkNames(Object.keys(structure as object));
  return Object.fromEntries(
    Object.entries(structure as object).map(([name, part]) => [name, featureOf(part)]),
  );
}

const isMixed = (structure: Structure) => structure === "JSON";
const isEmpty = (structure: Structure) =>
  typeof structure === "object" && !Array.isArray(structure) && Object.keys(structure).length === 0;

function holds(structure: Structure, what: (structure: Structure) => boolean): boolean {
  if (what(structure)) return true;
  return (
    typeof structure === "object" && Object.values(structure).some((inner) => holds(inner as Structure, what))
  );
}

function checkNames(names: readonly string[]): void {
  const lower = names.map((name) => name.toLowerCase());
  const same = lower.findIndex((name, i) => lower.indexOf(name) !== i);
  if (same >= 0)
    throw new ColumnError(
      "names that differ in more than upper and lower case expected, rename one in the file",
      `${names[lower.indexOf(lower[same] as string)]}, ${names[same]}`,
    );
}
