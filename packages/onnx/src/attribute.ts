import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { type AttributeProto, AttributeProtoSchema, AttributeProto_AttributeType as Type } from "onnx-buf";
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

/** A plain number is an int, an array of numbers ints. */
export type AttributeValue = number | readonly number[] | string | Float;

/** @throws GraphError for a number that is no integer and not marked with `float` */
export function attribute(name: string, value: AttributeValue): AttributeProto {
  const of = (fields: MessageInitShape<typeof AttributeProtoSchema>) =>
    create(AttributeProtoSchema, { name, ...fields });
  if (value instanceof Float) return of({ type: Type.FLOAT, f: value.value });
  if (typeof value === "string") return of({ type: Type.STRING, s: new TextEncoder().encode(value) });
  if (typeof value === "number") return of({ type: Type.INT, i: toInt64(name, value) });
  return of({ type: Type.INTS, ints: value.map((item) => toInt64(name, item)) });
}

function toInt64(name: string, value: number): bigint {
  if (!Number.isSafeInteger(value))
    throw new GraphError(`invalid int attribute ${name}, mark floats with float(...): ${value}`);
  return BigInt(value);
}
