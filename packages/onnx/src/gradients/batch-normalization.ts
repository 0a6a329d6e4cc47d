import type { NodeView } from "./node-view.ts";
import { channelSums, normalizedOver, otherAxes, perChannel, throughNormalization } from "./normalized.ts";
import type { Value } from "./value.ts";

// z = y n + b for each channel with n = (x − μ) / σ and σ² = var + ε. https://arxiv.org/abs/1502.03167

/** μ and var are those of the batch: dx = (dn − mean dn − n mean(dn n)) / σ with dn = dz y; dy = Σ dz n, db = Σ dz */
export function trainedBatchNormalization(node: NodeView, dz: Value): (() => Value)[] {
  if (node.gradients.slice(1).some(Boolean)) node.unsupported("the running mean and variance");
  const { x, graph } = node;
  const normalized = () => normalizedOver(x, otherAxes(x), node.float("epsilon", 1e-5));
  const none = (i: number) => () => graph.scalar(0, dz.type).expandLike(node.input(i));
  return [
    () => throughNormalization(normalized(), dz.mul(perChannel(node.y, x))),
    () => channelSums(dz.mul(normalized().n)),
    () => channelSums(dz),
    none(3),
    none(4),
  ];
}

/** μ and var are inputs: dx = dz y / σ, dy = Σ dz n, db = Σ dz, dμ = −Σ dz y / σ, dvar = −Σ dz n y / 2σ² */
export function inferredBatchNormalization(node: NodeView, dz: Value): (() => Value)[] {
  const { x, y } = node;
  const inverse = () => node.input(4).add(node.float("epsilon", 1e-5)).map("Sqrt").map("Reciprocal");
  const dy = () => channelSums(dz.mul(x.sub(perChannel(node.input(3), x)))).mul(inverse());
  return [
    () => dz.mul(perChannel(y.mul(inverse()), x)),
    dy,
    () => channelSums(dz),
    () => channelSums(dz).mul(y).mul(inverse()).neg(),
    () => dy().mul(y).mul(inverse()).mul(inverse()).mul(-0.5),
  ];
}
