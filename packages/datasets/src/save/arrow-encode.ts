import * as arrow from "apache-arrow";

type Values = readonly unknown[];

/** Values of a column, with dates and times as integers (see `wireFeature`), as Arrow lays them out. */
export function encodeArrow(type: arrow.DataType, values: Values): arrow.Data {
  const { DataType } = arrow;
  const { length } = values;
  if (DataType.isNull(type)) return arrow.makeData({ type, length, nullCount: length });
  const common = { length, ...validity(values) };
  if (DataType.isBool(type))
    return arrow.makeData({ type, ...common, data: bits(values, (each) => each === true) });
  if (DataType.isUtf8(type) || DataType.isBinary(type))
    return arrow.makeData({ type: type as arrow.Utf8, ...common, ...bytes(values) });
  if (DataType.isLargeUtf8(type) || DataType.isLargeBinary(type)) {
    const { data, valueOffsets } = bytes(values);
    const wide = BigInt64Array.from(valueOffsets, BigInt);
    return arrow.makeData({ type: type as arrow.LargeUtf8, ...common, data, valueOffsets: wide });
  }
  if (DataType.isList(type)) {
    const { items, offsets } = flat(values);
    return arrow.makeData({
      type,
      ...common,
      valueOffsets: offsets,
      child: encodeArrow(type.valueType, items),
    });
  }
  if (DataType.isLargeList(type)) {
    const { items, offsets } = flat(values);
    const valueOffsets = BigInt64Array.from(offsets, BigInt);
    return arrow.makeData({ type, ...common, valueOffsets, child: encodeArrow(type.valueType, items) });
  }
  if (DataType.isFixedSizeList(type)) {
    const nothing = new Array(type.listSize).fill(null);
    const items = values.flatMap((each) => (each as Values | null) ?? nothing);
    return arrow.makeData({ type, ...common, child: encodeArrow(type.valueType, items) });
  }
  if (DataType.isStruct(type)) {
    const children = type.children.map((field: arrow.Field) => {
      const inner = values.map((each) => (each as Record<string, unknown> | null)?.[field.name] ?? null);
      return encodeArrow(field.type, inner);
    });
    return arrow.makeData({ type, ...common, children });
  }
  return arrow.makeData({ type: type as arrow.Int32, ...common, data: numbers(type, values) as Int32Array });
}

function numbers(type: arrow.DataType, values: Values): ArrayBufferView {
  const { DataType } = arrow;
  if (DataType.isDecimal(type)) return decimals(values, type.scale);
  if (DataType.isFloat(type) && type.precision === arrow.Precision.HALF)
    return new Uint16Array(Float16Array.from(values as number[]).buffer);
  if (DataType.isDate(type) && type.unit === arrow.DateUnit.MILLISECOND)
    return BigInt64Array.from(values, (each) => BigInt((each as number | null) ?? 0) * 86_400_000n);
  const array = new (type.ArrayType as Int32ArrayConstructor)(values.length) as Int32Array | BigInt64Array;
  if (array instanceof BigInt64Array || (array as unknown) instanceof BigUint64Array)
    for (const [i, each] of values.entries()) array[i] = BigInt((each as number | bigint | null) ?? 0);
  else for (const [i, each] of values.entries()) array[i] = Number(each ?? 0);
  return array;
}

/** Integers of 128 bits, the lower half first. */
function decimals(values: Values, scale: number): Uint32Array {
  const words = new BigUint64Array(2 * values.length);
  for (const [i, each] of values.entries()) {
    if (each === null || each === undefined) continue;
    const [whole = "0", fraction = ""] = `${each}`.split(".");
    const integer = BigInt(whole + fraction.padEnd(scale, "0").slice(0, scale));
    words[2 * i] = BigInt.asUintN(64, integer);
    words[2 * i + 1] = BigInt.asUintN(64, integer >> 64n);
  }
  return new Uint32Array(words.buffer);
}

function validity(values: Values): { nullCount: number; nullBitmap?: Uint8Array } {
  const nullCount = values.reduce<number>(
    (sum, each) => sum + (each === null || each === undefined ? 1 : 0),
    0,
  );
  if (nullCount === 0) return { nullCount };
  return { nullCount, nullBitmap: bits(values, (each) => each !== null && each !== undefined) };
}

function bits(values: Values, isSet: (value: unknown) => boolean): Uint8Array {
  const bitmap = new Uint8Array(Math.ceil(values.length / 64) * 8);
  for (const [i, each] of values.entries())
    if (isSet(each)) bitmap[i >> 3] = (bitmap[i >> 3] as number) | (1 << (i & 7));
  return bitmap;
}

function bytes(values: Values): { data: Uint8Array; valueOffsets: Int32Array } {
  const parts = values.map((each) => {
    if (each === null || each === undefined) return Buffer.alloc(0);
    return typeof each === "string" ? Buffer.from(each) : Buffer.from(each as Uint8Array);
  });
  const valueOffsets = new Int32Array(values.length + 1);
  for (const [i, part] of parts.entries()) valueOffsets[i + 1] = (valueOffsets[i] as number) + part.length;
  return { data: Buffer.concat(parts), valueOffsets };
}

function flat(values: Values): { items: unknown[]; offsets: Int32Array } {
  const items: unknown[] = [];
  const offsets = new Int32Array(values.length + 1);
  for (const [i, each] of values.entries()) {
    if (each !== null && each !== undefined) for (const item of each as Values) items.push(item);
    offsets[i + 1] = items.length;
  }
  return { items, offsets };
}
