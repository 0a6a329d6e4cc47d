import { FeatureError } from "../errors.ts";
import { type Feature, type List, list, type Struct, value } from "./feature.ts";

const nothing = value("null");

/**
 * The feature of JavaScript values: integers are int64, other numbers float64, bigints int64, typed arrays lists of their
 * type. `null` and `undefined` fit any.
 *
 * @param place for messages, as in `column "text"`
 * @throws FeatureError for values that have no common type
 */
export function inferFeature(values: Iterable<unknown>, place: string): Feature {
  let feature: Feature = nothing;
  for (const each of values) feature = unifyFeatures(feature, featureOfValue(each, place), place);
  return feature;
}

/** The smallest feature that holds values of both. */
export function unifyFeatures(a: Feature, b: Feature, place: string): Feature {
  if (a === b || isNull(b)) return a;
  if (isNull(a)) return b;
  if (a._type === "Value" && b._type === "Value") {
    if (a.dtype === b.dtype) return a;
    if (isInteger(a.dtype) && isInteger(b.dtype)) return value("int64");
    if (isNumber(a.dtype) && isNumber(b.dtype)) return value("float64");
  }
  if (isList(a) && isList(b)) return list(unifyFeatures(a.feature, b.feature, place));
  if (a._type === undefined && b._type === undefined) {
    const [left, right] = [a as Struct, b as Struct];
    const names = new Set([...Object.keys(left), ...Object.keys(right)]);
    return Object.fromEntries(
      Array.from(names, (name) => [
        name,
        unifyFeatures(left[name] ?? nothing, right[name] ?? nothing, `${place}, field "${name}"`),
      ]),
    );
  }
  if (a._type === b._type && a._type === "ClassLabel") return a;
  if (a._type === b._type && (a._type === "Image" || a._type === "Audio")) return a;
  throw new FeatureError(
    `${place}: values of one type expected, convert them`,
    `${nameOf(a)} and ${nameOf(b)}`,
  );
}

function featureOfValue(given: unknown, place: string): Feature {
  switch (typeof given) {
    case "undefined":
      return nothing;
    case "string":
      return value("string");
    case "boolean":
      return value("bool");
    case "number":
      return value(Number.isSafeInteger(given) && !Object.is(given, -0) ? "int64" : "float64");
    case "bigint":
      return value("int64");
    case "object":
      return featureOfObject(given, place);
    default:
      throw new FeatureError(`${place}: a value that can be stored expected`, typeof given);
  }
}

const typedArrays: Readonly<Record<string, string>> = {
  ...{ Int8Array: "int8", Int16Array: "int16", Int32Array: "int32", BigInt64Array: "int64" },
  ...{ Uint8ClampedArray: "uint8", Uint16Array: "uint16", Uint32Array: "uint32", BigUint64Array: "uint64" },
  ...{ Float32Array: "float32", Float64Array: "float64", Float16Array: "float16" },
};

function featureOfObject(given: object | null, place: string): Feature {
  if (given === null) return nothing;
  if (given instanceof Date) return value("timestamp[ms]");
  if (given instanceof Uint8Array) return value("binary");
  const dtype = typedArrays[given.constructor?.name ?? ""];
  if (dtype) return list(value(dtype));
  if (Array.isArray(given)) return list(inferFeature(given, place));
  const prototype = Object.getPrototypeOf(given);
  if (prototype !== null && prototype !== Object.prototype)
    throw new FeatureError(
      `${place}: a value that can be stored expected, give a plain object`,
      given.constructor.name,
    );
  return Object.fromEntries(
    Object.entries(given).map(([name, inner]) => [name, featureOfValue(inner, `${place}, field "${name}"`)]),
  );
}

const isNull = (feature: Feature) => feature._type === "Value" && feature.dtype === "null";
const isInteger = (dtype: string) => /^u?int\d+$/.test(dtype);
const isNumber = (dtype: string) => isInteger(dtype) || dtype.startsWith("float");
const isList = (feature: Feature): feature is List =>
  feature._type === "List" || feature._type === "LargeList";

function nameOf(feature: Feature): string {
  if (feature._type === undefined) return `struct of ${Object.keys(feature).join(", ")}`;
  if (feature._type === "List") return `list of ${nameOf(feature.feature)}`;
  return feature._type === "Value" ? feature.dtype : feature._type;
}
