import type { NodeView } from "./node-view.ts";
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
    return [() => normalizedInput(node, dz.mul(node.y)), () => dz.mul(normalized(node).n), () => dz];
  },
} satisfies Rules;

function normalizedInput(node: NodeView, dn: Value): Value {
  const { axes, n, inverse } = normalized(node);
  return dn
    .sub(dn.mean(axes))
    .sub(n.mul(dn.mul(n).mean(axes)))
    .mul(inverse);
}

/** n and 1 / σ. The operator gives μ and 1 / σ as float32, which is too coarse for float64. */
function normalized(node: NodeView): { axes: number[]; n: Value; inverse: Value } {
  const { x } = node;
  const axes = [...x.shape.keys()].slice(node.axis(-1));
  const type = { type: "float32", shape: x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size)) };
  if (x.type === "float32") {
    const centred = x.sub(node.optionalOutput(1, type));
    const inverse = node.optionalOutput(2, type);
    return { axes, n: centred.mul(inverse), inverse };
  }
  const centred = x.sub(x.mean(axes));
  const inverse = centred
    .mul(centred)
    .mean(axes)
    .add(node.float("epsilon", 1e-5))
    .map("Sqrt")
    .map("Reciprocal");
  return { axes, n: centred.mul(inverse), inverse };
}
