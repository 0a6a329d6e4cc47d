import { float } from "../attribute.ts";
import type { Value } from "../gradients/value.ts";
import type { ForeignNode } from "./foreign-node.ts";
import type { Lowerings } from "./lowering.ts";
import { gather } from "./shaping.ts";

export const normalization = {
  /** z = x / √(mean x² + ε) y. https://arxiv.org/abs/1910.07467 */
  SimplifiedLayerNormalization: (node) =>
    rootMeanSquare(node, node.x, node.y, node.axis(-1), defaultEpsilon.simplified),
  /** The same of x + y, and of x + y + bias */
  "com.microsoft.SkipSimplifiedLayerNormalization": (node) => {
    const sum = skipSum(node, 3);
    const [z, inverse] = rootMeanSquare(node, sum, node.input(2), sum.rank - 1, defaultEpsilon.fused);
    return [z, undefined, inverse, sum];
  },
  /** z = (s − mean s) / √(var s + ε) γ + β of s = x + y, and of s = x + y + bias */
  "com.microsoft.SkipLayerNormalization": (node) => {
    const sum = skipSum(node, 4);
    return [layerNormalization(node, sum, node.input(2), node.optional(3)), undefined, undefined, sum];
  },
  /** The layer normalisation of a word's, a position's and a segment's embedding, and the length of each text */
  "com.microsoft.EmbedLayerNormalization": (node) => {
    const { x: ids } = node;
    const positions = node.has(8) ? gather(node.input(3), node.input(8)) : firstRows(node.input(3), ids);
    const words = gather(node.input(2), ids).add(positions);
    const segments = node.has(1) ? gather(node.input(4), node.y) : undefined;
    const sum = segments ? words.add(segments) : words;
    const normalized = layerNormalization(node, sum, node.input(5), node.input(6));
    const counted = node.optional(7) ?? ids.sub(ids);
    const lengths = counted.sum([1]).squeeze([1]);
    return [normalized, lengths, sum];
  },
} satisfies Lowerings;

/** Of SimplifiedLayerNormalization, and of the others. */
const defaultEpsilon = { simplified: 1e-5, fused: 1e-12 };

function skipSum(node: ForeignNode, bias: number): Value {
  const sum = node.x.add(node.y);
  return node.has(bias) ? sum.add(node.input(bias)) : sum;
}

function rootMeanSquare(
  node: ForeignNode,
  x: Value,
  scale: Value,
  axis: number,
  epsilon: number,
): [Value, Value] {
  const axes = [...x.shape.keys()].slice(axis);
  const meanSquare = x.mul(x).mean(axes).add(node.float("epsilon", epsilon));
  const inverse = meanSquare.map("Sqrt").map("Reciprocal");
  return [x.mul(inverse).mul(scale), inverse];
}

function layerNormalization(node: ForeignNode, x: Value, scale: Value, bias: Value | undefined): Value {
  const attributes = { axis: -1, epsilon: float(node.float("epsilon", defaultEpsilon.fused)) };
  const inputs = bias ? [x, scale, bias] : [x, scale];
  return x.graph.node("LayerNormalization", inputs, attributes, x);
}

/** As many rows of a table as there are tokens, [sequence, size]. */
function firstRows(table: Value, ids: Value): Value {
  const { graph } = table;
  const inputs = [table, graph.ints([0]), ids.size(1), graph.ints([0])];
  const shape = [ids.shape[1] ?? 1, ...table.shape.slice(1)];
  return graph.node("Slice", inputs, {}, { type: table.type, shape });
}
