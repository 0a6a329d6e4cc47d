import { identifier, literal } from "../engine/sql.ts";
import { type ArrayFeature, type Feature, list, type Struct, value } from "../features/feature.ts";
import { sqlType } from "../features/sql-type.ts";

/**
 * Dates, times and decimals go between DuckDB and Arrow as integers, since a JavaScript date holds milliseconds only: days,
 * or units from 1970 on. This is the feature of such a column.
 */
export function wireFeature(feature: Feature): Feature {
  if (feature._type === undefined) return mapFields(feature as Struct, wireFeature);
  if (feature._type === "List" || feature._type === "LargeList")
    return { ...feature, feature: wireFeature(feature.feature) };
  if (feature._type === "ClassLabel") return value("int64");
  if (feature._type === "Translation")
    return Object.fromEntries(feature.languages.map((language) => [language, value("string")]));
  if (
    feature._type === "Image" ||
    feature._type === "Audio" ||
    feature._type === "Video" ||
    feature._type === "Pdf"
  )
    return { bytes: value("binary"), path: value("string") };
  if (feature._type === "Value") {
    if (feature.dtype.startsWith("date")) return value("int32");
    if (/^(timestamp|time|duration)/.test(feature.dtype)) return value("int64");
    if (feature.dtype.startsWith("decimal")) return value("string");
    return feature;
  }
  const { shape, dtype } = feature as ArrayFeature;
  return shape.reduceRight<Feature>((inner) => list(inner), value(dtype));
}

/** An expression that makes of a column its integers; the column itself where they are the same. */
export function toWire(column: string, feature: Feature): string {
  return convert(column, feature, (value, dtype) => {
    if (dtype.startsWith("date")) return `CAST(${value} - DATE '1970-01-01' AS INTEGER)`;
    if (dtype.startsWith("decimal")) return `CAST(${value} AS VARCHAR)`;
    const unit = unitOf(dtype);
    if (dtype.startsWith("timestamp")) {
      // Without a time zone there is no other type of nanoseconds.
      if (unit === "s") return `CAST(epoch_us(${value}) // 1000000 AS BIGINT)`;
      return `CAST(epoch_${unit}(${value}) AS BIGINT)`;
    }
    if (dtype.startsWith("time"))
      return `CAST(epoch_us(${value}) ${{ s: "// 1000000", ms: "// 1000", us: "* 1", ns: "* 1000" }[unit]} AS BIGINT)`;
    return value;
  });
}

/** An expression that makes of a column's integers what they stand for. */
export function fromWire(column: string, feature: Feature): string {
  return convert(column, feature, (value, dtype) => {
    if (dtype.startsWith("date")) return `(DATE '1970-01-01' + ${value})`;
    if (dtype.startsWith("decimal")) return `CAST(${value} AS ${sqlType({ _type: "Value", dtype })})`;
    const unit = unitOf(dtype);
    const toMicroseconds = { s: "* 1000000", ms: "* 1000", us: "* 1", ns: "// 1000" }[unit];
    if (dtype.startsWith("timestamp")) {
      if (dtype.includes("tz=")) return `make_timestamptz(${value} ${toMicroseconds})`;
      if (unit === "ns") return `make_timestamp_ns(${value})`;
      return `CAST(make_timestamp(${value} ${toMicroseconds}) AS ${sqlType({ _type: "Value", dtype })})`;
    }
    if (dtype.startsWith("time")) return `CAST(make_timestamp(${value} ${toMicroseconds}) AS TIME)`;
    return value;
  });
}

export function unitOf(dtype: string): "s" | "ms" | "us" | "ns" {
  return (/\[(s|ms|us|ns)\b/.exec(dtype)?.[1] ?? "us") as "s" | "ms" | "us" | "ns";
}

type OfValue = (value: string, dtype: string) => string;

function convert(column: string, feature: Feature, ofValue: OfValue): string {
  if (feature._type === "Value") return ofValue(column, feature.dtype);
  if (feature._type === "List" || feature._type === "LargeList") {
    const inner = convert("item", feature.feature, ofValue);
    return inner === "item" ? column : `list_transform(${column}, lambda item: ${inner})`;
  }
  if (feature._type !== undefined) return column;
  const fields = Object.entries(feature as Struct).map(([name, inner]) => {
    const field = `struct_extract(${column}, ${literal(name)})`;
    return [name, field, convert(field, inner as Feature, ofValue)] as const;
  });
  if (fields.every(([, field, converted]) => field === converted)) return column;
  const packed = fields.map(([name, , converted]) => `${identifier(name)} := ${converted}`);
  return `CASE WHEN ${column} IS NULL THEN NULL ELSE struct_pack(${packed.join(", ")}) END`;
}

function mapFields(struct: Struct, change: (feature: Feature) => Feature): Struct {
  return Object.fromEntries(
    Object.entries(struct).map(([name, feature]) => [name, change(feature as Feature)]),
  );
}
