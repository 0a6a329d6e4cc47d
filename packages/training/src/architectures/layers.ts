import { float, type GraphBuilder } from "@llm-course/onnx";

/** Rows of a weight matrix, by id: [..., ids] to [..., ids, dim]. */
export function embedding(g: GraphBuilder, ids: string, count: number, dim: number): string {
  return g.add("Gather", [g.parameter("weight", [count, dim]), ids]);
}

/** y = x Wᵀ + b, with W stored as [outFeatures, inFeatures] as in PyTorch; without b where `bias` is false. */
export function linear(
  g: GraphBuilder,
  x: string,
  inFeatures: number,
  outFeatures: number,
  { bias = true }: { bias?: boolean } = {},
): string {
  const weight = g.parameter("weight", [outFeatures, inFeatures]);
  const product = g.add("MatMul", [x, g.add("Transpose", [weight], { perm: [1, 0] })]);
  return bias ? g.add("Add", [product, g.parameter("bias", [outFeatures])]) : product;
}

/** Normalization over the last axis. */
export function layerNorm(g: GraphBuilder, x: string, dim: number, epsilon: number): string {
  const scale = g.parameter("weight", [dim]);
  const bias = g.parameter("bias", [dim]);
  return g.add("LayerNormalization", [x, scale, bias], { axis: -1, epsilon: float(epsilon) });
}
