import { dataTypes } from "../data-type.ts";
import { convolution } from "../gradients/convolution.ts";
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
    const frozen = () =>
      node.unsupported("training of quantised weights", "train adapters beside them (addLora)");
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
      const [low, high] =
        ranges[node.z.type] ??
        node.unsupported(`quantisation to ${node.z.type}`, "quantise activations to 8 or 16 bits");
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
  /** z = (x − a) (y − b) of integers with zero points a and b, of which a may be one for each row */
  MatMulInteger: (node, dz) => {
    const rows = node.optional(2);
    const isPerRow = rows?.rank === 1 && rows.shape[0] !== 1;
    const x = centred(node.x, isPerRow ? rows.unsqueeze([1]) : rows);
    return linearAlgebra.MatMul(node.withInputs([x, centred(node.y, node.optional(3))]), dz);
  },
  /** z = conv(x − a, w − b) of integers with zero points a and b, of which b may be one for each output channel */
  ConvInteger: (node, dz) => {
    const channels = node.optional(3);
    const isPerChannel = channels?.rank === 1 && channels.shape[0] !== 1;
    const last = [...node.y.shape.keys()].slice(1);
    const w = centred(node.y, isPerChannel ? channels.unsqueeze(last) : channels);
    return convolution.Conv(node.withInputs([centred(node.x, node.optional(2)), w]), dz);
  },
};

/** Operators with weights of few bits, whose kernels training keeps: those with a rule, and tables that are read. */
export const frozenOperators: ReadonlySet<string> = new Set([
  "com.microsoft.MatMulNBits",
  "com.microsoft.GatherBlockQuantized",
]);

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
  if (node.int("block_size", 0) !== 0)
    node.unsupported("quantisation of activations in blocks", "quantise them as a whole or by channel");
  const axis = node.axis(1);
  return reshape(
    value,
    node.x.shape.map((_, i) => (i === axis ? (value.shape[0] ?? 1) : 1)),
  );
}

/** Integers as the floats that they stand for, but for their scale. */
function centred(x: Value, zeroPoint: Value | undefined): Value {
  return zeroPoint ? float(x).sub(float(zeroPoint)) : float(x);
}

function float(x: Value): Value {
  return x.type === "float32"
    ? x
    : x.graph.node("Cast", [x], { to: dataTypes.float32 }, { type: "float32", shape: x.shape });
}
