import type { GraphBuilder } from "@llm-course/onnx";

type Activation = (g: GraphBuilder, x: string) => string;

/** Activation functions by their names in `config.json`. */
export const activations = {
  /** Φ(x) x, with Φ the normal distribution function: x (1 + erf(x / √2)) / 2. */
  gelu(g, x) {
    const erf = g.add("Erf", [g.add("Div", [x, g.scalar(Math.SQRT2)])]);
    return g.add("Mul", [g.add("Mul", [x, g.add("Add", [erf, g.scalar(1)])]), g.scalar(0.5)]);
  },

  /** The approximation of GPT-2: x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2. */
  gelu_new(g, x) {
    const cubic = g.add("Mul", [g.add("Pow", [x, g.scalar(3)]), g.scalar(0.044715)]);
    const inner = g.add("Mul", [g.add("Add", [x, cubic]), g.scalar(Math.sqrt(2 / Math.PI))]);
    const tanh = g.add("Tanh", [inner]);
    return g.add("Mul", [g.add("Mul", [x, g.add("Add", [tanh, g.scalar(1)])]), g.scalar(0.5)]);
  },

  relu: (g, x) => g.add("Relu", [x]),

  silu,
  swish: silu,
} satisfies Record<string, Activation>;

/** x σ(x) */
function silu(g: GraphBuilder, x: string): string {
  return g.add("Mul", [x, g.add("Sigmoid", [x])]);
}
