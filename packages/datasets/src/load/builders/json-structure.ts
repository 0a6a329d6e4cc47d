import { ColumnError } from "../../errors.ts";
import { type Feature, list, value } from "../../features/feature.ts";

const dtypes: Readonly<Record<string, string>> = {
  ...{ VARCHAR: "string", BOOLEAN: "bool", DOUBLE: "float64", NULL: "null" },
  ...{ UBIGINT: "int64", BIGINT: "int64", HUGEINT: "int64" },
};

/**
 * Types of columns from what DuckDB says of the structure of all rows. Where values differ in type, as a number and a text,
 * it says JSON; such columns are in `mixed`.
 */
export function featuresOfStructure(structure: object): {
  features: Map<string, Feature>;
  mixed: Set<string>;
} {
  const features = new Map<string, Feature>();
  const mixed = new Set<string>();
  checkNames(Object.keys(structure));
  for (const [name, part] of Object.entries(structure)) {
    if (hasJson(part)) mixed.add(name);
    features.set(name, hasJson(part) ? value("string") : featureOf(part));
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

function hasJson(structure: unknown): boolean {
  if (structure === "JSON") return true;
  if (typeof structure !== "object" || structure === null) return false;
  return Object.values(structure).some(hasJson);
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
