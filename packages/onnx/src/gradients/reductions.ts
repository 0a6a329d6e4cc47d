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
  ReduceMax: (node, dz) => [() => shared(node, dz)],
  /** z = min xᵢ: dxᵢ = dz / m where xᵢ is one of the m smallest, else 0 */
  ReduceMin: (node, dz) => [() => shared(node, dz)],
  /** z = Π xᵢ: dxᵢ = dz times the product of the others */
  ReduceProd: (node, dz) => [() => kept(node, dz).mul(productOfOthers(node))],
  /** z = Σ xᵢ²: dxᵢ = 2 xᵢ dz */
  ReduceSumSquare: (node, dz) => [() => node.x.mul(kept(node, dz).mul(2))],
  /** z = Σ |xᵢ|: dxᵢ = dz sign xᵢ */
  ReduceL1: (node, dz) => [() => node.x.map("Sign").mul(kept(node, dz))],
  /** z = √Σ xᵢ²: dxᵢ = dz xᵢ / z, 0 for z = 0 */
  ReduceL2: (node, dz) => [() => node.x.mul(kept(node, node.z.equal(0).where(0, dz.div(node.z))))],
  /** z = ln Σ xᵢ: dxᵢ = dz / e^z */
  ReduceLogSum: (node, dz) => [() => kept(node, dz.div(node.z.map("Exp"))).expandLike(node.x)],
  /** z = ln Σ e^xᵢ: dxᵢ = dz e^(xᵢ − z) */
  ReduceLogSumExp: (node, dz) => [() => node.x.sub(kept(node, node.z)).map("Exp").mul(kept(node, dz))],
  /** zᵢ = Σ xⱼ over j ≤ i: dxⱼ = Σ dzᵢ over i ≥ j, the sum in the other direction */
  CumSum: (node, dz) => [
    () => {
      const attributes = { exclusive: node.int("exclusive", 0), reverse: 1 - node.int("reverse", 0) };
      return dz.graph.node("CumSum", [dz, node.y], attributes, dz);
    },
  ],
} satisfies Rules;

/** What an extreme's gradient gives to each element: an equal part to each that is the extreme. */
function shared(node: NodeView, dz: Value): Value {
  const chosen = node.x.equal(kept(node, node.z)).cast(node.x.type);
  return chosen.mul(kept(node, dz).div(chosen.sum(reducedAxes(node))));
}

/** The product of all that are not 0, divided by the element itself; 0 where another element is 0. */
function productOfOthers(node: NodeView): Value {
  const { graph, x } = node;
  const [axes, isZero] = [reducedAxes(node), x.equal(0)];
  const [nonzero, zeros] = [isZero.where(1, x), isZero.cast(x.type)];
  // The axes became an input in operator set 18.
  const [inputs, attributes] =
    node.opset < 18 ? [[nonzero], { axes, keepdims: 1 }] : [[nonzero, graph.ints(axes)], { keepdims: 1 }];
  const shape = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const product = graph.node("ReduceProd", inputs, attributes, { type: x.type, shape });
  return zeros.sum(axes).equal(zeros).where(product.div(nonzero), 0);
}

/** A result of the reduction with its reduced axes, which keepdims = 0 has removed. */
function kept(node: NodeView, result: Value): Value {
  return node.int("keepdims", 1) === 1 ? result : result.unsqueeze(reducedAxes(node));
}

function reducedAxes(node: NodeView): number[] {
  const none = node.int("noop_with_empty_axes", 0) === 1 && !node.ints("axes", 1)?.length;
  return none ? [] : node.axes(1);
}
