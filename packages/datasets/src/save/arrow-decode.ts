import * as arrow from "apache-arrow";

/** A column of Arrow as JavaScript values, with dates and times as integers (see `wireFeature`). */
export function decodeArrow(data: arrow.Data): unknown[] {
  const { DataType } = arrow;
  const { type, length } = data;
  if (DataType.isNull(type)) return new Array(length).fill(null);
  const at = decoderOf(data);
  return Array.from({ length }, (_, i) => (data.getValid(i) ? at(i) : null));
}

function decoderOf(data: arrow.Data): (i: number) => unknown {
  const { DataType } = arrow;
  const { type, values, valueOffsets } = data;
  if (DataType.isDictionary(type)) {
    const names = (data.dictionary as arrow.Vector).data.flatMap(decodeArrow);
    return (i) => names[Number(values[i])];
  }
  if (DataType.isDecimal(type)) return (i) => decimal(values.subarray(4 * i, 4 * i + 4), type.scale);
  if (DataType.isDate(type))
    return type.unit === arrow.DateUnit.DAY
      ? (i) => values[i]
      : (i) => Math.floor(Number(values[i]) / 86_400_000);
  if (
    DataType.isInt(type) ||
    DataType.isTimestamp(type) ||
    DataType.isTime(type) ||
    DataType.isDuration(type)
  )
    return (i) => integer(values[i]);
  if (DataType.isList(type) || DataType.isLargeList(type) || DataType.isMap(type)) {
    const items = decodeArrow(data.children[0] as arrow.Data);
    return (i) => items.slice(Number(valueOffsets[i]), Number(valueOffsets[i + 1]));
  }
  if (DataType.isFixedSizeList(type)) {
    const items = decodeArrow(data.children[0] as arrow.Data);
    return (i) => items.slice(i * type.listSize, (i + 1) * type.listSize);
  }
  if (DataType.isStruct(type)) {
    const names = type.children.map((field: arrow.Field) => field.name);
    const columns = data.children.map(decodeArrow);
    return (i) => Object.fromEntries(names.map((name: string, n: number) => [name, columns[n]?.[i]]));
  }
  const vector = new arrow.Vector([data]);
  // Bytes are copied: those of Arrow are a part of the whole batch.
  if (DataType.isBinary(type) || DataType.isLargeBinary(type) || DataType.isFixedSizeBinary(type))
    return (i) => Uint8Array.from(vector.get(i));
  return (i) => vector.get(i);
}

/** A number where it holds the integer exactly, else a bigint. */
function integer(value: number | bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function decimal(words: Uint32Array, scale: number): string {
  let integer = 0n;
  for (let i = 3; i >= 0; i--) integer = (integer << 32n) | BigInt(words[i] as number);
  integer = BigInt.asIntN(128, integer);
  const digits = (integer < 0n ? -integer : integer).toString().padStart(scale + 1, "0");
  const text = scale > 0 ? `${digits.slice(0, -scale)}.${digits.slice(-scale)}` : digits;
  return integer < 0n ? `-${text}` : text;
}
