import { einsumGradients } from "./einsum.ts";
import type { Rules } from "./rule.ts";
import type { Value } from "./value.ts";

export const linearAlgebra = {
  /** z = x y: dx = dz yᵀ, dy = xᵀ dz; a vector x is a row, a vector y a column */
  MatMul: ({ x, y }, dz) => {
    const row = x.rank === 1 ? x.unsqueeze([0]) : x;
    const column = y.rank === 1 ? y.unsqueeze([1]) : y;
    const rank = Math.max(row.rank, column.rank);
    const d = dz.unsqueeze([...(x.rank === 1 ? [rank - 2] : []), ...(y.rank === 1 ? [rank - 1] : [])]);
    return [
      () => d.matmul(column.T).sumTo(row).reshapeLike(x),
      () => transposedProduct(row, d, column).sumTo(column).reshapeLike(y),
    ];
  },
  /** z = α A B + β c with A = x or xᵀ, B = y or yᵀ: dA = α dz Bᵀ, dB = α Aᵀ dz, dc = β dz */
  Gemm: (node, dz) => {
    const { x, y } = node;
    const [transA, transB] = [node.int("transA", 0) === 1, node.int("transB", 0) === 1];
    const scaled = (value: Value, factor: number) => (factor === 1 ? value : value.mul(factor));
    const d = scaled(dz, node.float("alpha", 1));
    return [
      () => (transA ? (transB ? y.T : y).matmul(d.T) : d.matmul(transB ? y : y.T)),
      () => (transB ? d.T.matmul(transA ? x.T : x) : (transA ? x : x.T).matmul(d)),
      () => scaled(dz, node.float("beta", 1)),
    ];
  },
  /** z = Einsum(x₁, x₂, …): dxᵢ = the Einsum of dz and the others, with the labels of z and xᵢ exchanged */
  Einsum: einsumGradients,
  /** z = pairs of x turned by angles: dx = dz turned back. https://arxiv.org/abs/2104.09864 */
  RotaryEmbedding: (node, dz) => [
    () => {
      const places = node.has(3) ? [node.input(3)] : [];
      const inputs = [dz, node.y, node.input(2).neg(), ...places];
      return dz.graph.node("RotaryEmbedding", inputs, node.attributes(), dz);
    },
  ],
} satisfies Rules;

/** xᵀ d. A matrix `y` that all batches share gets its sum over them in one product, not a product each. */
function transposedProduct(x: Value, d: Value, y: Value): Value {
  return y.rank === 2 ? x.flatten(1).transposedMatmul(d.flatten(1)) : x.T.matmul(d);
}
