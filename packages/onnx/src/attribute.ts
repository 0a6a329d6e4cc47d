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
