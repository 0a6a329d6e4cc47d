import { dataTypes } from "../data-type.ts";
import type { Value } from "../gradients/value.ts";
import { dequantizedWeight } from "./dequantized-weight.ts";
import type { ForeignNode } from "./foreign-node.ts";
import { gatherBlockQuantized } from "./gather-block-quantized.ts";
import type { Lowering, Lowerings } from "./lowering.ts";

/** The operator of the same name in ONNX's own domain, which knows more types since set 21. */
const standard =
  (opType: string): Lowering =>
  (node) => {
    const axis = node.int("axis", Number.NaN);
    return [node.x.graph.node(opType, node.inputs, Number.isNaN(axis) ? {} : { axis }, node.z)];
  };

export const quantization = {
  /** z = x Wᵀ + b with W in blocks of few bits */
  "com.microsoft.MatMulNBits": (node) => {
    const product = node.x.matmul(dequantizedWeight(node).T);
    return [node.has(5) ? product.add(node.input(5)) : product];
  },
  /** Rows of a table in blocks of few bits, by id */
  "com.microsoft.GatherBlockQuantized": gatherBlockQuantized,
  /** z = x W + b with x quantised as a whole when it runs */
  "com.microsoft.DynamicQuantizeMatMul": (node) => {
    const { x } = node;
    const types = [
      { type: "uint8", shape: x.shape },
      { type: "float32", shape: [] },
      { type: "uint8", shape: [] },
    ];
    const [q, scale, zeroPoint] = x.graph.nodes("DynamicQuantizeLinear", [x], {}, types) as [
      Value,
      Value,
      Value,
    ];
    const factors: Factors = {
      x: q,
      y: node.y,
      scale: scale.mul(node.input(2)),
      zeroPoints: [zeroPoint, node.optional(3)],
    };
    return [integerProduct(node, factors, node.optional(4))];
  },
  /** z = s (x − a) (y − b) + bias, where x and y are integers with zero points a and b */
  "com.microsoft.MatMulIntegerToFloat": (node) => {
    const factors: Factors = {
      ...{ x: node.x, y: node.y },
      scale: node.input(2).mul(node.input(3)),
      zeroPoints: [node.optional(4), node.optional(5)],
    };
    return [integerProduct(node, factors, node.optional(6))];
  },
  "com.microsoft.QuantizeLinear": standard("QuantizeLinear"),
  "com.microsoft.DequantizeLinear": standard("DequantizeLinear"),
} satisfies Lowerings;

/** Operators whose lowering needs ONNX's operator set 21, which knows numbers of 4 bits and scales of blocks. */
export const needingBlocks: ReadonlySet<string> = new Set([
  "com.microsoft.MatMulNBits",
  "com.microsoft.GatherBlockQuantized",
  "com.microsoft.QuantizeLinear",
  "com.microsoft.DequantizeLinear",
]);

interface Factors {
  readonly x: Value;
  readonly y: Value;
  readonly scale: Value;
  readonly zeroPoints: readonly [Value | undefined, Value | undefined];
}

function integerProduct(
  node: ForeignNode,
  { x, y, scale, zeroPoints: [a, b] }: Factors,
  bias: Value | undefined,
): Value {
  const { graph } = x;
  const { shape } = node.z;
  const zero = (of: Value) =>
    graph.node("Cast", [graph.ints(0)], { to: codes[of.type] ?? 2 }, { type: of.type, shape: [] });
  const inputs = [x, y, a ?? zero(x), b ?? zero(y)];
  const product = graph.node("MatMulInteger", inputs, {}, { type: "int32", shape });
  const floats = graph.node("Cast", [product], { to: dataTypes.float32 }, { type: "float32", shape });
  const scaled = floats.mul(scale);
  return bias ? scaled.add(bias) : scaled;
}

/** ONNX's numbers for the types that a product of integers takes. */
const codes: Readonly<Record<string, number>> = { uint8: 2, int8: 3 };
