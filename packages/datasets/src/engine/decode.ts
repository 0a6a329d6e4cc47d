import {
  type DuckDBDataChunk,
  DuckDBListVector,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
  type DuckDBVector,
  JSDuckDBValueConverter,
} from "@duckdb/node-api";

const asTheyAre = new Set<DuckDBTypeId>([
  ...[DuckDBTypeId.BOOLEAN, DuckDBTypeId.TINYINT, DuckDBTypeId.SMALLINT, DuckDBTypeId.INTEGER],
  ...[DuckDBTypeId.UTINYINT, DuckDBTypeId.USMALLINT, DuckDBTypeId.UINTEGER],
  ...[DuckDBTypeId.FLOAT, DuckDBTypeId.DOUBLE, DuckDBTypeId.VARCHAR],
]);
const wide = new Set<DuckDBTypeId>([
  ...[DuckDBTypeId.BIGINT, DuckDBTypeId.UBIGINT, DuckDBTypeId.HUGEINT, DuckDBTypeId.UHUGEINT],
]);

type Converter = (value: DuckDBValue, type: DuckDBType, converter: Converter) => unknown;

const convert: Converter = (value, type, converter) => {
  if (value === null || value === undefined || asTheyAre.has(type.typeId)) return value ?? null;
  if (wide.has(type.typeId)) return integer(value as bigint);
  // The library's bytes are Node's Buffer, perhaps a part of a larger one.
  if (type.typeId === DuckDBTypeId.BLOB)
    return new Uint8Array((JSDuckDBValueConverter as Converter)(value, type, converter) as Uint8Array);
  return (JSDuckDBValueConverter as Converter)(value, type, converter);
};

/** Integers are numbers where a number holds them exactly, else bigints. */
function integer(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** The values of a column as JavaScript has them: arrays for lists, objects for structs, dates, bytes. */
export function decodeColumn(chunk: DuckDBDataChunk, index: number): unknown[] {
  return decodeVector(chunk.getColumnVector(index));
}

function decodeVector(vector: DuckDBVector): unknown[] {
  const { type, itemCount } = vector;
  const isList = vector instanceof DuckDBListVector;
  const values = new Array<unknown>(itemCount);
  for (let i = 0; i < itemCount; i++) {
    // A list's items are read from where all lists' lie. The library's own lists would be a second copy, of wide integers
    // several times as large as the numbers.
    const items = isList ? vector.getItemVector(i) : undefined;
    if (items) values[i] = decodeVector(items);
    else values[i] = isList ? null : convert(vector.getItem(i), type, convert);
  }
  return values;
}
