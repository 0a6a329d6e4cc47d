import {
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
  JSToDuckDBValueConverter,
  listValue,
} from "@duckdb/node-api";
import { FeatureError } from "../errors.ts";

type Converter = (value: unknown, type: DuckDBType, converter: Converter) => DuckDBValue;

const listTypes = new Set<DuckDBTypeId>([DuckDBTypeId.LIST, DuckDBTypeId.ARRAY]);
const wide = new Set<DuckDBTypeId>([DuckDBTypeId.BIGINT, DuckDBTypeId.UBIGINT]);
const ranges = new Map<DuckDBTypeId, readonly [number, number]>([
  [DuckDBTypeId.TINYINT, [-128, 127]],
  [DuckDBTypeId.SMALLINT, [-32_768, 32_767]],
  [DuckDBTypeId.INTEGER, [-(2 ** 31), 2 ** 31 - 1]],
  [DuckDBTypeId.UTINYINT, [0, 255]],
  [DuckDBTypeId.USMALLINT, [0, 65_535]],
  [DuckDBTypeId.UINTEGER, [0, 2 ** 32 - 1]],
]);

const convert: Converter = (value, type, converter) => {
  if (value === null || value === undefined) return null;
  const { typeId } = type;
  if (typeId === DuckDBTypeId.VARCHAR)
    return check(typeof value === "string", "a text", value) as DuckDBValue;
  if (typeId === DuckDBTypeId.BOOLEAN)
    return check(typeof value === "boolean", "true or false", value) as DuckDBValue;
  if (typeId === DuckDBTypeId.FLOAT || typeId === DuckDBTypeId.DOUBLE)
    return Number(check(isNumeric(value), "a number", value));
  if (wide.has(typeId)) return BigInt(check(isInteger(value), "an integer", value) as number | bigint);
  const range = ranges.get(typeId);
  if (range) {
    const number = Number(check(isInteger(value), "an integer", value));
    return check(
      range[0] <= number && number <= range[1],
      `an integer from ${range[0]} to ${range[1]}`,
      number,
    );
  }
  if (listTypes.has(typeId)) {
    const { valueType } = type as DuckDBType & { valueType: DuckDBType };
    check(Array.isArray(value) || ArrayBuffer.isView(value), "a list", value);
    return listValue(Array.from(value as Iterable<unknown>, (item) => converter(item, valueType, converter)));
  }
  if (typeId === DuckDBTypeId.STRUCT) {
    check(typeof value === "object" && !Array.isArray(value), "an object", value);
    const names = new Set((type as DuckDBType & { entryNames: readonly string[] }).entryNames);
    const unknown = Object.keys(value).find((name) => !names.has(name));
    check(unknown === undefined, `an object of ${[...names].join(", ")}`, unknown);
  }
  return (JSToDuckDBValueConverter as unknown as Converter)(value, type, converter);
};

function check<T>(holds: boolean, expected: string, value: T): T {
  if (!holds) throw new FeatureError(`${expected} expected`, value);
  return value;
}

const isNumeric = (value: unknown) => typeof value === "number" || typeof value === "bigint";
const isInteger = (value: unknown) => typeof value === "bigint" || Number.isInteger(value);

/**
 * A JavaScript value as DuckDB takes it for a column.
 *
 * @throws FeatureError for one of another type, or out of the type's range
 */
export function encodeValue(value: unknown, type: DuckDBType): DuckDBValue {
  return convert(value, type, convert);
}
