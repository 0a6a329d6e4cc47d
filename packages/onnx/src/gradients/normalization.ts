import { inferredBatchNormalization, trainedBatchNormalization } from "./batch-normalization.ts";
import type { NodeView } from "./node-view.ts";
import {
  channelSums,
  type Normalized,
  normalizedOver,
  perChannel,
  throughNormalization,
} from "./normalized.ts";
import type { Rules } from "./rule.ts";
import { scatteredInZeros } from "./scattered-in-zeros.ts";
import type { Value } from "./value.ts";

export const normalization = {
  /** zᵢ = e^xᵢ / Σ e^xⱼ: dx = z (dz − Σ dz z) */
  Softmax: (node, dz) => [() => node.z.mul(dz.sub(dz.mul(node.z).sum([node.axis(-1)])))],
  /** zᵢ = xᵢ − ln Σ e^xⱼ: dx = dz − e^z Σ dz */
  LogSoftmax: (node, dz) => [
    () => {
      const axis = node.axis(-1);
      const few = scatteredInZeros(dz, axis);
      if (!few) return dz.sub(node.z.map("Exp").mul(dz.sum([axis])));
      // One class in 50,000 has a gradient: no pass over zeros to sum it and none to add it.
      const rest = node.z.map("Exp").mul(few.updates.sum([axis]).neg());
      const attributes = { axis, reduction: "add" };
      return dz.graph.node("ScatterElements", [rest, few.indices, few.updates], attributes, dz);
    },
  ],
  /**
   * z = y n + b with n = (x − μ) / σ and σ² = var x + ε:
   * with dn = dz y, dx = (dn − mean dn − n mean(dn n)) / σ; dy = dz n, db = dz.
   * https://arxiv.org/abs/1607.06450
   */
  LayerNormalization: (node, dz) => {
    if (node.gradients.slice(1).some(Boolean)) node.unsupported("the outputs Mean and InvStdDev");
    return [
      () => throughNormalization(normalized(node), dz.mul(node.y)),
      () => dz.mul(normalized(node).n),
      () => dz,
    ];
  },
  /** z = y n with n = x / √(mean x² + ε): with dn = dz y, dx = (dn − n mean(dn n)) n / x; dy = dz n. https://arxiv.org/abs/1910.07467 */
  RMSNormalization: (node, dz) => {
    const { x, y } = node;
    const axes = [...x.shape.keys()].slice(node.axis(-1));
    const inverse = () => x.mul(x).mean(axes).add(node.float("epsilon", 1e-5)).map("Sqrt").map("Reciprocal");
    return [
      () => {
        const [n, dn] = [x.mul(inverse()), dz.mul(y)];
        return dn.sub(n.mul(dn.mul(n).mean(axes))).mul(inverse());
      },
      () => dz.mul(x.mul(inverse())),
    ];
  },
  /** z = y n + b for each channel, with the statistics of the batch in training, else those of the inputs */
  BatchNormalization: (node, dz) =>
    node.int("training_mode", 0) === 1
      ? trainedBatchNormalization(node, dz)
      : inferredBatchNormalization(node, dz),
  /** z = y n + b for each channel, n = (x − μ) / σ over the sizes. https://arxiv.org/abs/1607.08022 */
  InstanceNormalization: (node, dz) => {
    const { x, y } = node;
    const normalized = () => normalizedOver(x, [...x.shape.keys()].slice(2), node.float("epsilon", 1e-5));
    return [
      () => throughNormalization(normalized(), dz.mul(perChannel(y, x))),
      () => channelSums(dz.mul(normalized().n)),
      () => channelSums(dz),
    ];
  },
  /** z = y n + b for each channel, n = (x − μ) / σ over groups of channels. https://arxiv.org/abs/1803.08494 */
  GroupNormalization: (node, dz) => {
    const { x, y } = node;
    // Before operator set 21 there is one y and one b for each group.
    const grouped = (value: Value) => value.reshape([0, node.int("num_groups", 1), -1]);
    const normalized = () => normalizedOver(grouped(x), [2], node.float("epsilon", 1e-5));
    const [like, scaled] = node.opset < 21 ? [grouped(x), grouped(dz)] : [x, dz];
    return [
      () => throughNormalization(normalized(), grouped(scaled.mul(perChannel(y, like)))).reshapeLike(x),
      () => channelSums(scaled.mul(normalized().n.reshapeLike(like))),
      () => channelSums(scaled),
    ];
  },
  /** z = (x − μ) / σ */
  MeanVarianceNormalization: (node, dz) => [
    () => throughNormalization(normalizedOver(node.x, node.list("axes") ?? [0, 2, 3], 0), dz),
  ],
  /** z = x / ‖x‖ₚ: dx = (dz − z Σ dz z) / ‖x‖₂, or (dz − sign x Σ dz z) / ‖x‖₁ */
  LpNormalization: (node, dz) => [
    () => {
      const { x, z } = node;
      const [axes, p] = [[node.axis(-1)], node.int("p", 2)];
      const norm = p === 1 ? x.map("Abs").sum(axes) : x.mul(x).sum(axes).map("Sqrt");
      const direction = p === 1 ? x.map("Sign") : z;
      return norm.equal(0).where(0, dz.sub(direction.mul(dz.mul(z).sum(axes))).div(norm));
    },
  ],
  /**
   * z = x s^−β with s = k + α/n Σ xⱼ² over the n channels around each: dx = dz s^−β − 2αβ/n x Σ dzⱼ xⱼ sⱼ^−β−1.
   * https://papers.nips.cc/paper/4824-imagenet-classification-with-deep-convolutional-neural-networks
   */
  LRN: (node, dz) => [
    () => {
      const { x } = node;
      const size = node.int("size", 1);
      const [alpha, beta] = [node.float("alpha", 1e-4) / size, node.float("beta", 0.75)];
      const s = channelWindowSums(x.mul(x), size).mul(alpha).add(node.float("bias", 1));
      const around = channelWindowSums(dz.mul(x).mul(s.pow(-beta - 1)), size);
      return dz.mul(s.pow(-beta)).sub(x.mul(around).mul(2 * alpha * beta));
    },
  ],
} satisfies Rules;

/** The sum over `size` channels around each, an odd number. */
function channelWindowSums(x: Value, size: number): Value {
  const { graph, type } = x;
  const rows = x.unsqueeze([1]).reshape([0, 0, 0, -1]);
  const shape = [1, 1, size, 1];
  const ones = graph.node("Expand", [graph.scalar(1, type), graph.ints(shape)], {}, { type, shape });
  const side = (size - 1) / 2;
  return graph.node("Conv", [rows, ones], { pads: [side, 0, side, 0] }, rows).reshapeLike(x);
}

/** n and 1 / σ. The operator gives μ and 1 / σ as float32, which is too coarse for float64. */
function normalized(node: NodeView): Normalized {
  const { x } = node;
  const axes = [...x.shape.keys()].slice(node.axis(-1));
  if (x.type !== "float32") return normalizedOver(x, axes, node.float("epsilon", 1e-5));
  const type = { type: "float32", shape: x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size)) };
  const centred = x.sub(node.optionalOutput(1, type));
  const inverse = node.optionalOutput(2, type);
  return { axes, n: centred.mul(inverse), inverse };
}
