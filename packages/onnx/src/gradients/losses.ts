import type { NodeView } from "./node-view.ts";
import type { Rules } from "./rule.ts";
import type { Value } from "./value.ts";

// x is [batch, classes, …], y the classes [batch, …]. Where y is ignore_index, the weight is 0.
export const losses = {
  /** z = −Σ wᵢ ln softmax(xᵢ)[yᵢ] / Σ wᵢ: dxᵢ = dz wᵢ / Σ wᵢ (softmax(xᵢ) − 1 at yᵢ) */
  SoftmaxCrossEntropyLoss: (node, dz) => [
    () => {
      if (node.gradients[1]) node.unsupported("the output log_prob");
      const { y, d } = perLabel(node, dz);
      const probabilities = dz.graph.node("Softmax", [node.x], { axis: 1 }, node.x);
      return addedAtLabels(probabilities.mul(d), y, d.neg());
    },
  ],
  /** z = −Σ wᵢ xᵢ[yᵢ] / Σ wᵢ: dxᵢ = −dz wᵢ / Σ wᵢ at yᵢ, 0 elsewhere */
  NegativeLogLikelihoodLoss: (node, dz) => [
    () => {
      const { y, d } = perLabel(node, dz);
      return addedAtLabels(dz.graph.scalar(0, dz.type).expandLike(node.x), y, d.neg());
    },
  ],
} satisfies Rules;

/** The labels as [batch, 1, …], any where they are ignored, and the gradient of each one's log probability. */
function perLabel(node: NodeView, dz: Value): { y: Value; d: Value } {
  const { graph } = node;
  const labels = node.y.cast("int64").unsqueeze([1]);
  // Without ignore_index a label of −100 would be invalid, so that it may be PyTorch's here too.
  const ignored = labels.equal(node.int("ignore_index", -100));
  const y = ignored.where(0, labels);
  const ones = graph.scalar(1, dz.type).expandLike(y);
  const weights = node.has(2)
    ? graph.node("Gather", [node.input(2), y], {}, { type: dz.type, shape: y.shape })
    : ones;
  const weight = ignored.where(graph.scalar(0, dz.type), weights);
  const reduction = node.string("reduction", "mean");
  if (reduction === "none") return { y, d: dz.unsqueeze([1]).mul(weight) };
  const part = reduction === "sum" ? weight : weight.div(weight.sum([...weight.shape.keys()]));
  return { y, d: part.mul(dz) };
}

function addedAtLabels(x: Value, y: Value, updates: Value): Value {
  return x.graph.node("ScatterElements", [x, y, updates], { axis: 1, reduction: "add" }, x);
}
