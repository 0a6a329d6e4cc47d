import { dataTypes } from "../data-type.ts";
import { linearAlgebra } from "../gradients/linear-algebra.ts";
import type { NodeView } from "../gradients/node-view.ts";
import type { Rules } from "../gradients/rule.ts";
import type { Value } from "../gradients/value.ts";
import { dequantizedWeight } from "./dequantized-weight.ts";
import { reshape } from "./shaping.ts";

/**
 * How gradients pass quantised numbers: as if they had not been rounded (the straight-through estimator,
 * https://arxiv.org/abs/1308.3432). The forward pass stays as it is, with its kernels; the weights themselves are
 * frozen. Gradients of integer values are floats.
 */
export const straightThrough: Rules = {
  /** z = x Wᵀ + b with W in blocks of few bits: dx = dz W, db = dz */
  "com.microsoft.MatMulNBits": (node, dz) => {
    const frozen = () => node.unsupported("quantised weights, which are frozen");
    const bias = () => dz;
    return [() => dz.matmul(dequantizedWeight(node)), frozen, frozen, frozen, frozen, bias];
  },
  /** z = round(x / s) + zero point, within the range of its type: dx = dz / s there, 0 beyond */
  QuantizeLinear: (node, dz) => [
    () => {
      const [scale, zeroPoint] = [node.input(1), node.optional(2)].map(
        (value) => value && alongAxis(node, value),
      );
      if (!scale) return dz;
      const rounded = node.x
        .div(scale)
        .map("Round")
        .add(zeroPoint ? float(zeroPoint) : 0);
      const [low, high] = ranges[node.z.type] ?? node.unsupported(`quantisation to ${node.z.type}`);
      const isWithin = rounded
        .greater(low - 1)
        .cast(dz.type)
        .mul(rounded.less(high + 1).cast(dz.type));
      return dz.div(scale).mul(isWithin);
    },
  ],
  /** z = (x − zero point) s: dx = dz s */
  DequantizeLinear: (node, dz) => [() => dz.mul(alongAxis(node, node.y))],
  /** z = round(x / s) + zero point, where s makes the range that of x: dx = dz / s */
  DynamicQuantizeLinear: (node) => [
    () => {
      const dz = node.gradients[0];
      const scale = node.output(1);
      return dz ? dz.div(scale) : node.x.sub(node.x);
    },
  ],
  /** z = (x − a) (y − b) of integers with zero points a and b */
  MatMulInteger: (node, dz) => {
    const centred = (x: Value, zeroPoint: Value | undefined) =>
      zeroPoint ? float(x).sub(float(zeroPoint)) : float(x);
    const rows = node.optional(2);
    const isPerRow = rows?.rank === 1 && rows.shape[0] !== 1;
    const x = centred(node.x, isPerRow ? rows.unsqueeze([1]) : rows);
    const y = centred(node.y, node.optional(3));
    return linearAlgebra.MatMul({ x, y } as NodeView, dz);
  },
};

/** What the integer types hold. */
const ranges: Readonly<Record<string, readonly [number, number]>> = {
  uint8: [0, 255],
  int8: [-128, 127],
  uint16: [0, 65535],
  int16: [-32768, 32767],
};

/** A scale or zero point for each element along the node's axis, shaped to be broadcast. */
function alongAxis(node: NodeView, value: Value): Value {
  if (value.rank !== 1 || value.shape[0] === 1) return value;
  if (node.int("block_size", 0) !== 0) node.unsupported("activations that are quantised in blocks");
  const axis = node.axis(1);
  return reshape(
    value,
    node.x.shape.map((_, i) => (i === axis ? (value.shape[0] ?? 1) : 1)),
  );
}

function float(x: Value): Value {
  return x.type === "float32"
    ? x
    : x.graph.node("Cast", [x], { to: dataTypes.float32 }, { type: "float32", shape: x.shape });
}
