import type { NodeView } from "./node-view.ts";
import type { Rules } from "./rule.ts";
import type { Value } from "./value.ts";

export const reductions = {
  /** z = Σ xᵢ: dxᵢ = dz */
  ReduceSum: (node, dz) => [() => kept(node, dz).expandLike(node.x)],
  /** z = Σ xᵢ / n: dxᵢ = dz / n */
  ReduceMean: (node, dz) => [
    () =>
      kept(node, dz)
        .div(node.x.count(reducedAxes(node)))
        .expandLike(node.x),
  ],
  /** z = max xᵢ: dxᵢ = dz / m where xᵢ is one of the m largest, else 0 */
  ReduceMax: (node, dz) => [
    () => {
      const largest = node.x.equal(kept(node, node.z)).cast(node.x.type);
      return largest.mul(kept(node, dz).div(largest.sum(reducedAxes(node))));
    },
  ],
} satisfies Rules;

/** A result of the reduction with its reduced axes, which keepdims = 0 has removed. */
function kept(node: NodeView, result: Value): Value {
  return node.int("keepdims", 1) === 1 ? result : result.unsqueeze(reducedAxes(node));
}

function reducedAxes(node: NodeView): number[] {
  const none = node.int("noop_with_empty_axes", 0) === 1 && !node.ints("axes", 1)?.length;
  return none ? [] : node.axes(1);
}
