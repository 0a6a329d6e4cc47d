import {
  type AttributeProto,
  type GraphProto,
  type NodeProto,
  type TensorProto,
  TensorProto_DataType,
} from "onnx-buf";
import type { ValueType } from "../gradients/infer-values.ts";
import { operatorName } from "../operator-name.ts";

/** Numbers in their order, of any shape; one that is known at run time only is undefined. Truth values are 1 and 0. */
export type KnownValue = readonly (number | undefined)[];

type Know = (name: string) => KnownValue | undefined;

/**
 * What the small integers and truth values of a graph are before it runs: those that are given, constants, sizes that shape
 * inference knows, and what is computed of them.
 *
 * @param given values of inputs
 * @param types of what is inferred
 */
export function knownValues(
  graph: GraphProto,
  given: ReadonlyMap<string, KnownValue>,
  types: ReadonlyMap<string, ValueType>,
): Know {
  const makers = new Map(graph.node.flatMap((node) => node.output.map((name) => [name, node] as const)));
  const tensors = new Map(graph.initializer.map((tensor) => [tensor.name, tensor]));
  const found = new Map<string, KnownValue | undefined>(given);
  const know = (name: string): KnownValue | undefined => {
    if (found.has(name)) return found.get(name);
    const tensor = tensors.get(name);
    const maker = makers.get(name);
    const value = tensor ? numbers(tensor) : maker && computed(maker, know, types);
    found.set(name, value);
    return value;
  };
  return know;
}

function computed(
  node: NodeProto,
  know: Know,
  types: ReadonlyMap<string, ValueType>,
): KnownValue | undefined {
  const name = operatorName(node);
  if (name === "Constant") return constant(node);
  const [first = "", second = ""] = node.input;
  if (name === "Shape" || name === "Size") {
    const dims = types.get(first)?.shape.map((size) => (typeof size === "number" ? size : undefined));
    if (!dims || name === "Size") return dims && [product(dims)];
    return dims.slice(integer(node, "start", 0), integer(node, "end", dims.length));
  }
  const a = know(first);
  if (!a) return undefined;
  if (keeping.has(name)) return a;
  if (name === "Cast") return integer(node, "to", 0) === TensorProto_DataType.BOOL ? a.map(truth) : a;
  if (name === "Not") return a.map((value) => (value === undefined ? undefined : Number(value === 0)));
  if (name === "Concat") {
    const parts = node.input.map(know);
    return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
  }
  const b = know(second);
  if (!b) return undefined;
  if (name === "Gather") return b.map((index) => (index === undefined ? undefined : a.at(index)));
  if (name === "Slice") return slice(a, node.input.slice(1).map(know));
  const operation = operations[name];
  return operation && elementwise(a, b, operation);
}

/** Operators that keep numbers in their order. */
const keeping = new Set(["Identity", "Reshape", "Squeeze", "Unsqueeze"]);

const operations: Readonly<Record<string, (a: number, b: number) => number>> = {
  Equal: (a, b) => Number(a === b),
  Less: (a, b) => Number(a < b),
  LessOrEqual: (a, b) => Number(a <= b),
  Greater: (a, b) => Number(a > b),
  GreaterOrEqual: (a, b) => Number(a >= b),
  And: (a, b) => Number(a !== 0 && b !== 0),
  Or: (a, b) => Number(a !== 0 || b !== 0),
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => Math.trunc(a / b),
};

/** One number goes with any count of others. */
function elementwise(
  a: KnownValue,
  b: KnownValue,
  of: (a: number, b: number) => number,
): KnownValue | undefined {
  const count = Math.max(a.length, b.length);
  if ([a, b].some(({ length }) => length !== count && length !== 1)) return undefined;
  return Array.from({ length: count }, (_, i) => {
    const [x, y] = [a[a.length === 1 ? 0 : i], b[b.length === 1 ? 0 : i]];
    return x === undefined || y === undefined ? undefined : of(x, y);
  });
}

/** Of a list, from one place to another. */
function slice(
  list: KnownValue,
  [start, end, axes, steps]: readonly (KnownValue | undefined)[],
): KnownValue | undefined {
  const [from, to] = [start?.[0], end?.[0]];
  if (from === undefined || to === undefined || (axes && axes[0] !== 0) || (steps && steps[0] !== 1))
    return undefined;
  return list.slice(from, to);
}

function truth(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Number(value !== 0);
}

function product(sizes: KnownValue): number | undefined {
  return sizes.reduce((all, size) => (all === undefined || size === undefined ? undefined : all * size), 1);
}

function integer({ attribute }: NodeProto, name: string, otherwise: number): number {
  const found = attribute.find((each) => each.name === name);
  return found ? Number(found.i) : otherwise;
}

function constant({ attribute: [value] }: NodeProto): KnownValue | undefined {
  if (value?.name === "value_ints") return value.ints.map(Number);
  if (value?.name === "value_int") return [Number(value.i)];
  return (value as AttributeProto | undefined)?.t && numbers(value?.t as TensorProto);
}

/** Constants of more bytes decide no branch. */
const longest = 1024;

function numbers({ dataType, rawData, int64Data, int32Data }: TensorProto): KnownValue | undefined {
  if (rawData.byteLength > longest) return undefined;
  // Sliced, since views must start at a multiple of their size.
  const { buffer, byteLength } = rawData.slice();
  if (dataType === TensorProto_DataType.INT64)
    return byteLength > 0 ? Array.from(new BigInt64Array(buffer), Number) : int64Data.map(Number);
  if (dataType === TensorProto_DataType.INT32)
    return byteLength > 0 ? [...new Int32Array(buffer)] : [...int32Data];
  if (dataType === TensorProto_DataType.BOOL)
    return byteLength > 0 ? [...new Uint8Array(buffer)] : [...int32Data];
  return undefined;
}
