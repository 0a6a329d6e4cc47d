import * as arrow from "apache-arrow";
import { FeatureError } from "../errors.ts";
import { type Feature, type Struct, value } from "../features/feature.ts";
import type { FeatureMap } from "../table/source.ts";
import { huggingfaceNote } from "./huggingface-note.ts";
import { unitOf, wireFeature } from "./wire.ts";

const units = {
  s: arrow.TimeUnit.SECOND,
  ms: arrow.TimeUnit.MILLISECOND,
  us: arrow.TimeUnit.MICROSECOND,
  ns: arrow.TimeUnit.NANOSECOND,
};
const unitNames = ["s", "ms", "us", "ns"] as const;

const simple: Readonly<Record<string, () => arrow.DataType>> = {
  null: () => new arrow.Null(),
  bool: () => new arrow.Bool(),
  int8: () => new arrow.Int8(),
  int16: () => new arrow.Int16(),
  int32: () => new arrow.Int32(),
  int64: () => new arrow.Int64(),
  uint8: () => new arrow.Uint8(),
  uint16: () => new arrow.Uint16(),
  uint32: () => new arrow.Uint32(),
  uint64: () => new arrow.Uint64(),
  float16: () => new arrow.Float16(),
  float32: () => new arrow.Float32(),
  float64: () => new arrow.Float64(),
  date32: () => new arrow.DateDay(),
  date64: () => new arrow.DateMillisecond(),
  string: () => new arrow.Utf8(),
  string_view: () => new arrow.Utf8(),
  large_string: () => new arrow.LargeUtf8(),
  binary: () => new arrow.Binary(),
  large_binary: () => new arrow.LargeBinary(),
};

/** The schema of Arrow files with the features under the key `huggingface`, where Python's `datasets` looks for them. */
export function arrowSchema(features: FeatureMap): arrow.Schema {
  const fields = Array.from(features, ([name, feature]) => new arrow.Field(name, arrowType(feature), true));
  return new arrow.Schema(fields, new Map([["huggingface", huggingfaceNote(features)]]));
}

/** @throws FeatureError for a dtype that Arrow has not */
export function arrowType(feature: Feature): arrow.DataType {
  if (feature._type === "Value") return typeOfDtype(feature.dtype);
  if (feature._type === "List" || feature._type === "LargeList") {
    const item = new arrow.Field("item", arrowType(feature.feature), true);
    if (feature.length !== undefined && feature.length >= 0)
      return new arrow.FixedSizeList(feature.length, item);
    return feature._type === "List" ? new arrow.List(item) : new arrow.LargeList(item);
  }
  if (feature._type === undefined)
    return new arrow.Struct(
      Object.entries(feature as Struct).map(
        ([name, inner]) => new arrow.Field(name, arrowType(inner as Feature), true),
      ),
    );
  return arrowType(wireFeature(feature));
}

function typeOfDtype(dtype: string): arrow.DataType {
  const known = simple[dtype];
  if (known) return known();
  const unit = units[unitOf(dtype)];
  if (dtype.startsWith("timestamp["))
    return new arrow.Timestamp(unit, /tz=([^\]]+)/.exec(dtype)?.[1] ?? null);
  if (/^time(32|64)\[/.test(dtype)) return new arrow.Time(unit, dtype.startsWith("time32") ? 32 : 64);
  if (dtype.startsWith("duration[")) return new arrow.Duration(unit);
  const decimal = /^decimal128\((\d+), ?(\d+)\)$/.exec(dtype);
  if (decimal) return new arrow.Decimal(Number(decimal[2]), Number(decimal[1]), 128);
  throw new FeatureError("a dtype that Arrow has expected", dtype);
}

/** @throws FeatureError for a type that has no feature */
export function featureOfArrow(type: arrow.DataType, place: string): Feature {
  const { DataType } = arrow;
  if (DataType.isNull(type)) return value("null");
  if (DataType.isBool(type)) return value("bool");
  if (DataType.isInt(type)) return value(`${type.isSigned ? "" : "u"}int${type.bitWidth}`);
  if (DataType.isFloat(type)) return value(`float${16 << type.precision}`);
  if (DataType.isUtf8(type) || DataType.isUtf8View(type)) return value("string");
  if (DataType.isLargeUtf8(type)) return value("large_string");
  if (DataType.isBinary(type) || DataType.isFixedSizeBinary(type) || DataType.isBinaryView(type))
    return value("binary");
  if (DataType.isLargeBinary(type)) return value("large_binary");
  if (DataType.isDate(type)) return value(type.unit === arrow.DateUnit.DAY ? "date32" : "date64");
  if (DataType.isTime(type)) return value(`time${type.bitWidth}[${unitNames[type.unit]}]`);
  if (DataType.isTimestamp(type))
    return value(`timestamp[${unitNames[type.unit]}${type.timezone ? `, tz=${type.timezone}` : ""}]`);
  if (DataType.isDuration(type)) return value(`duration[${unitNames[type.unit]}]`);
  if (DataType.isDecimal(type) && type.bitWidth === 128)
    return value(`decimal128(${type.precision}, ${type.scale})`);
  if (DataType.isDictionary(type)) return featureOfArrow(type.dictionary, place);
  if (DataType.isList(type)) return { _type: "List", feature: featureOfArrow(type.valueType, place) };
  if (DataType.isLargeList(type))
    return { _type: "LargeList", feature: featureOfArrow(type.valueType, place) };
  if (DataType.isFixedSizeList(type))
    return { _type: "List", feature: featureOfArrow(type.valueType, place), length: type.listSize };
  if (DataType.isMap(type)) return { _type: "List", feature: featureOfArrow(type.childType, place) };
  if (DataType.isStruct(type))
    return Object.fromEntries(
      type.children.map((field: arrow.Field) => [
        field.name,
        featureOfArrow(field.type, `${place}.${field.name}`),
      ]),
    );
  throw new FeatureError(`${place} of a type that has a feature expected`, `${type}`);
}
