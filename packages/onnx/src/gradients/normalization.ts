import type { NodeView } from "./node-view.ts";
import type { Rules } from "./rule.ts";
import type { Value } from "./value.ts";

export const normalization = {
  /** zᵢ = e^xᵢ / Σ e^xⱼ: dx = z (dz − Σ dz z) */
  Softmax: (node, dz) => [() => node.z.mul(dz.sub(dz.mul(node.z).sum([node.axis(-1)])))],
  /** zᵢ = xᵢ − ln Σ e^xⱼ: dx = dz − e^z Σ dz */
  LogSoftmax: (node, dz) => [() => dz.sub(node.z.map("Exp").mul(dz.sum([node.axis(-1)])))],
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
  const { axes, n, deviation } = normalized(node);
  return dn
    .sub(dn.mean(axes))
    .sub(n.mul(dn.mul(n).mean(axes)))
    .div(deviation);
}

function normalized(node: NodeView): { axes: number[]; n: Value; deviation: Value } {
  const { x } = node;
  const axes = [...x.shape.keys()].slice(node.axis(-1));
  const centred = x.sub(x.mean(axes));
  const deviation = centred.mul(centred).mean(axes).add(node.float("epsilon", 1e-5)).map("Sqrt");
  return { axes, n: centred.div(deviation), deviation };
}
