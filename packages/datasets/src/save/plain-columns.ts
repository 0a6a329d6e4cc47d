import { identifier, literal } from "../engine/sql.ts";
import { FeatureError } from "../errors.ts";
import type { Feature, Struct } from "../features/feature.ts";
import type { FeatureMap } from "../table/source.ts";

/**
 * Columns as expressions that a text format can hold: NaN and infinity, which json has not, become null.
 *
 * @throws FeatureError for bytes, which a text cannot hold
 */
export function plainColumns(features: FeatureMap, format: "csv" | "json"): string {
  const columns = Array.from(features, ([name, feature]) => {
    if (hasBytes(feature))
      throw new FeatureError(
        `column "${name}" has bytes, which ${format} cannot hold; remove it, or save to parquet`,
        name,
      );
    const column = identifier(name);
    if (format === "json") return `${finite(column, feature)} AS ${column}`;
    const isNested = feature._type !== "Value" && feature._type !== "ClassLabel";
    return isNested ? `CAST(to_json(${finite(column, feature)}) AS VARCHAR) AS ${column}` : column;
  });
  return columns.join(", ");
}

function hasBytes(feature: Feature): boolean {
  if (feature._type === "Value") return feature.dtype.includes("binary");
  if (feature._type === "List" || feature._type === "LargeList") return hasBytes(feature.feature);
  if (feature._type === undefined)
    return Object.values(feature as Struct).some((inner) => hasBytes(inner as Feature));
  return ["Image", "Audio", "Video", "Pdf"].includes(feature._type);
}

function finite(column: string, feature: Feature): string {
  if (feature._type === "Value")
    return feature.dtype.startsWith("float") ? `CASE WHEN isfinite(${column}) THEN ${column} END` : column;
  if (feature._type === "List" || feature._type === "LargeList") {
    const inner = finite("item", feature.feature);
    return inner === "item" ? column : `list_transform(${column}, lambda item: ${inner})`;
  }
  if (feature._type !== undefined) return column;
  const fields = Object.entries(feature as Struct).map(([name, inner]) => {
    const field = `struct_extract(${column}, ${literal(name)})`;
    return `${identifier(name)} := ${finite(field, inner as Feature)}`;
  });
  return `CASE WHEN ${column} IS NULL THEN NULL ELSE struct_pack(${fields.join(", ")}) END`;
}
