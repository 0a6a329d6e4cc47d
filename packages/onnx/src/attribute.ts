import { create, type MessageInitShape } from "@bufbuild/protobuf";
import {
  type AttributeProto,
  AttributeProtoSchema,
  type GraphProto,
  AttributeProto_AttributeType as Type,
} from "onnx-buf";
import { GraphError } from "./errors.ts";

/** A float attribute. JavaScript has one number type and ONNX two, so floats are marked. */
export class Float {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** Marks a number as a float attribute: `{ axis: -1, epsilon: float(1e-12) }`. */
export function float(value: number): Float {
  return new Float(value);
}

/** A plain number is an int, an array of numbers ints; a graph is the body of a Scan. */
export type AttributeValue =
  | number
  | readonly number[]
  | string
  | readonly string[]
  | Float
  | readonly Float[]
  | GraphProto;

/** @throws GraphError for a number that is no integer and not marked with `float` */
export function attribute(name: string, value: AttributeValue): AttributeProto {
  const of = (fields: MessageInitShape<typeof AttributeProtoSchema>) =>
    create(AttributeProtoSchema, { name, ...fields });
  if (value instanceof Float) return of({ type: Type.FLOAT, f: value.value });
  if (typeof value === "string") return of({ type: Type.STRING, s: new TextEncoder().encode(value) });
  if (typeof value === "number") return of({ type: Type.INT, i: toInt64(name, value) });
  if ("node" in value) return of({ type: Type.GRAPH, g: value });
  if (isEach(value, (item) => item instanceof Float))
    return of({ type: Type.FLOATS, floats: value.map((item) => item.value) });
  if (isEach(value, (item) => typeof item === "string"))
    return of({ type: Type.STRINGS, strings: value.map((item) => new TextEncoder().encode(item)) });
  return of({ type: Type.INTS, ints: value.map((item) => toInt64(name, item)) });
}

/** What `attribute` makes an attribute of. @throws GraphError for a tensor, or a type that is none of these */
export function attributeValue({
  name,
  type,
  f,
  i,
  s,
  ints,
  floats,
  strings,
}: AttributeProto): AttributeValue {
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (type === Type.FLOAT) return float(f);
  if (type === Type.INT) return Number(i);
  if (type === Type.STRING) return text(s);
  if (type === Type.INTS) return ints.map(Number);
  if (type === Type.FLOATS) return floats.map(float);
  if (type === Type.STRINGS) return strings.map(text);
  throw new GraphError(`attribute ${name} of an unexpected type: ${Type[type]}`);
}

/** Whether a list has items, and all of one kind; a list without any is ints. */
function isEach<Item>(
  list: readonly unknown[],
  isItem: (item: unknown) => item is Item,
): list is readonly Item[] {
  return list.length > 0 && list.every(isItem);
}

function toInt64(name: string, value: number): bigint {
  if (!Number.isSafeInteger(value))
    throw new GraphError(`invalid int attribute ${name}, mark floats with float(...): ${value}`);
  return BigInt(value);
}
