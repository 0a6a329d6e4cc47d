import type { Value } from "../gradients/value.ts";
import type { Lowerings } from "./lowering.ts";

export const activations = {
  /** z = x Φ(x) = x/2 (1 + erf(x/√2)). https://arxiv.org/abs/1606.08415 */
  "com.microsoft.Gelu": ({ x }) => [gelu(x)],
  /** z = gelu(x + y) */
  "com.microsoft.BiasGelu": ({ x, y }) => [gelu(x.add(y))],
  /** z = x/2 (1 + tanh(√(2/π) (x + 0.044715 x³))), of x + y where there is a y */
  "com.microsoft.FastGelu": (node) => [tanhGelu(node.has(1) ? node.x.add(node.y) : node.x)],
  /** z = x σ(α x) */
  "com.microsoft.QuickGelu": (node) => {
    const { x } = node;
    return [x.mul(x.mul(node.float("alpha", 1.702)).map("Sigmoid"))];
  },
} satisfies Lowerings;

function gelu(x: Value): Value {
  return x.mul(0.5).mul(x.mul(Math.SQRT1_2).map("Erf").add(1));
}

function tanhGelu(x: Value): Value {
  const inner = x
    .mul(x)
    .mul(0.044715)
    .add(1)
    .mul(x)
    .mul(Math.sqrt(2 / Math.PI));
  return x.mul(0.5).mul(inner.map("Tanh").add(1));
}
