import type { GraphBuilder } from "@llm-course/onnx";

/** y = x W + b, with W stored as [inFeatures, outFeatures]: the Conv1D of GPT-2. */
export function conv1d(g: GraphBuilder, x: string, inFeatures: number, outFeatures: number): string {
  const product = g.add("MatMul", [x, g.parameter("weight", [inFeatures, outFeatures])]);
  return g.add("Add", [product, g.parameter("bias", [outFeatures])]);
}

/** x / √(mean x² + ε) w over the last axis. https://arxiv.org/abs/1910.07467 */
export function rmsNorm(g: GraphBuilder, x: string, dim: number, epsilon: number): string {
  const square = g.add("ReduceMean", [g.add("Mul", [x, x])], { axes: [-1], keepdims: 1 });
  const norm = g.add("Sqrt", [g.add("Add", [square, g.scalar(epsilon)])]);
  return g.add("Mul", [g.add("Div", [x, norm]), g.parameter("weight", [dim])]);
}
