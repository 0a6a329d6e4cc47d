import type { Rules } from "./rule.ts";
import type { Value } from "./value.ts";

// At a kink the gradient is PyTorch's: ReLU(0) has the one of the left side, ELU and leaky ReLU too, and
// HardSigmoid the 0 of its constant parts.
export const activations = {
  /** z = tanh x: dx = dz (1 − z²) */
  Tanh: ({ z }, dz) => [() => dz.sub(dz.mul(z).mul(z))],
  /** z = 1 / (1 + e⁻ˣ): dx = dz z (1 − z) */
  Sigmoid: ({ z }, dz) => [() => dz.mul(z.sub(z.mul(z)))],
  /** z = min(max(α x + β, 0), 1): dx = α dz where 0 < z < 1, else 0 */
  HardSigmoid: (node, dz) => [
    () => node.z.greater(0).where(node.z.less(1).where(dz.mul(node.float("alpha", 0.2)), 0), 0),
  ],
  /** z = max(x, 0): dx = x > 0 ? dz : 0 */
  Relu: ({ x }, dz) => [() => x.greater(0).where(dz, 0)],
  /** z = x > 0 ? x : α x: dx = x > 0 ? dz : α dz */
  LeakyRelu: (node, dz) => [() => node.x.greater(0).where(dz, dz.mul(node.float("alpha", 0.01)))],
  /** z = x > 0 ? x : α (eˣ − 1): dx = x > 0 ? dz : α eˣ dz */
  Elu: (node, dz) => [
    () => node.x.greater(0).where(dz, dz.mul(node.x.map("Exp")).mul(node.float("alpha", 1))),
  ],
  /** z = x > α ? x : 0: dx = x > α ? dz : 0 */
  ThresholdedRelu: (node, dz) => [() => node.x.greater(node.float("alpha", 1)).where(dz, 0)],
  /** z = x / (1 + |x|): dx = dz / (1 + |x|)² = dz (1 − |z|)² */
  Softsign: ({ z }, dz) => [
    () => {
      const rest = z.map("Abs").neg().add(1);
      return dz.mul(rest).mul(rest);
    },
  ],
  /** z = ln(1 + eˣ): dx = dz / (1 + e⁻ˣ) */
  Softplus: ({ x }, dz) => [() => dz.mul(x.map("Sigmoid"))],
  /** z = x t with t = tanh ln(1 + eˣ): dx = dz (t + x (1 − t²) / (1 + e⁻ˣ)). https://arxiv.org/abs/1908.08681 */
  Mish: ({ x }, dz) => [
    () => {
      const t = x.map("Softplus").map("Tanh");
      return dz.mul(t.add(oneMinusSquare(t).mul(x).mul(x.map("Sigmoid"))));
    },
  ],
  /** z = x Φ(x), the normal distribution function or its approximation. https://arxiv.org/abs/1606.08415 */
  Gelu: (node, dz) => [
    () => dz.mul(node.string("approximate", "none") === "tanh" ? geluTanh(node.x) : gelu(node.x)),
  ],
} satisfies Rules;

/** Φ + x φ with Φ = (1 + erf(x / √2)) / 2 and its derivative φ = e^(−x² / 2) / √2π */
function gelu(x: Value): Value {
  const distribution = x.mul(Math.SQRT1_2).map("Erf").add(1).mul(0.5);
  const density = x
    .mul(x)
    .mul(-0.5)
    .map("Exp")
    .div(Math.sqrt(2 * Math.PI));
  return distribution.add(x.mul(density));
}

/** (1 + t + x (1 − t²) du) / 2 with t = tanh u and u = √(2/π) (x + 0.044715 x³) */
function geluTanh(x: Value): Value {
  const [factor, cubic] = [Math.sqrt(2 / Math.PI), 0.044715];
  const square = x.mul(x);
  const t = square.mul(cubic).add(1).mul(x).mul(factor).map("Tanh");
  const du = square
    .mul(3 * cubic)
    .add(1)
    .mul(factor);
  return t.add(1).add(oneMinusSquare(t).mul(x).mul(du)).mul(0.5);
}

/** 1 − t² */
function oneMinusSquare(t: Value): Value {
  return t.mul(t).neg().add(1);
}
