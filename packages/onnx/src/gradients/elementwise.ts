import type { NodeView } from "./node-view.ts";
import { floatTypes } from "./paths.ts";
import type { Rules } from "./rule.ts";
import type { Value } from "./value.ts";

export const elementwise = {
  /** z = x + y: dx = dz, dy = dz */
  Add: (_, dz) => [() => dz, () => dz],
  /** z = x − y: dx = dz, dy = −dz */
  Sub: (_, dz) => [() => dz, () => dz.neg()],
  /** z = x y: dx = dz y, dy = dz x */
  Mul: ({ x, y }, dz) => [() => dz.mul(y), () => dz.mul(x)],
  /** z = x / y: dx = dz / y, dy = −dz z / y */
  Div: ({ y, z }, dz) => [() => dz.div(y), () => dz.mul(z).div(y).neg()],
  /** z = xʸ: dx = dz y xʸ⁻¹, 0 for y = 0; dy = dz z ln x, 0 for x = 0 */
  Pow: ({ x, y, z }, dz) => [
    () => dz.mul(y.cast(x.type)).mul(x.pow(y.equal(0).where(1, y.sub(1)))),
    () =>
      x
        .equal(0)
        .where(0, dz.mul(z).mul(x.map("Log")))
        .cast(y.type),
  ],
  /** z = Σ xᵢ: dxᵢ = dz */
  Sum: ({ inputs }, dz) => inputs.map(() => () => dz),
  /** z = Σ xᵢ / n: dxᵢ = dz / n */
  Mean: ({ inputs }, dz) => inputs.map(() => () => dz.div(inputs.length)),
  /** z = max xᵢ: dxᵢ = dz / m where xᵢ is one of the m largest, else 0 */
  Max: (node, dz) => node.inputs.map((x) => () => shared(node, dz, x)),
  /** z = min xᵢ: dxᵢ = dz / m where xᵢ is one of the m smallest, else 0 */
  Min: (node, dz) => node.inputs.map((x) => () => shared(node, dz, x)),
  /** z = min(max(x, a), b): dx = dz where z = x, so also where x is a or b, else 0; da = dz below a, db = dz above b */
  Clip: (node, dz) => [
    () => node.x.equal(node.z).where(dz, 0),
    () => node.x.less(node.y).where(dz, 0),
    () => node.x.greater(node.input(2)).where(dz, 0),
  ],
  /** z = x − n y with the integer n = (x − z) / y: dx = dz, dy = −n dz */
  Mod: ({ x, y, z }, dz) => [() => dz, () => dz.mul(x.sub(z)).div(y).neg()],
  /** z = c ? x : y: dx = c ? dz : 0, dy = c ? 0 : dz */
  Where: (node, dz) => [
    () => node.unsupported("its condition"),
    () => node.x.where(dz, 0),
    () => node.x.where(0, dz),
  ],

  /** z = x: dx = dz */
  Identity: (_, dz) => [() => dz],
  /** z = x in another float type: dx = dz in the type of x; the gradient of a quantised x stays a float */
  Cast: ({ x }, dz) => [() => (floatTypes.has(x.type) ? dz.cast(x.type) : dz)],
  /** z = x in the float type of another: dx = dz in the type of x */
  CastLike: ({ x }, dz) => [() => dz.cast(x.type)],
  /** z = −x: dx = −dz */
  Neg: (_, dz) => [() => dz.neg()],
  /** z = |x|: dx = dz sign x */
  Abs: ({ x }, dz) => [() => dz.mul(x.map("Sign"))],
  /** z = 1 / x: dx = −dz z² */
  Reciprocal: ({ z }, dz) => [() => dz.mul(z).mul(z).neg()],
  /** z = √x: dx = dz / 2z */
  Sqrt: ({ z }, dz) => [() => dz.div(z).mul(0.5)],
  /** z = eˣ: dx = dz z */
  Exp: ({ z }, dz) => [() => dz.mul(z)],
  /** z = ln x: dx = dz / x */
  Log: ({ x }, dz) => [() => dz.div(x)],
  /** z = sin x: dx = dz cos x */
  Sin: ({ x }, dz) => [() => dz.mul(x.map("Cos"))],
  /** z = cos x: dx = −dz sin x */
  Cos: ({ x }, dz) => [() => dz.mul(x.map("Sin")).neg()],
  /** z = tan x: dx = dz (1 + z²) */
  Tan: ({ z }, dz) => [() => dz.mul(z.mul(z).add(1))],
  /** z = arcsin x: dx = dz / √(1 − x²) */
  Asin: ({ x }, dz) => [() => dz.div(x.mul(x).neg().add(1).map("Sqrt"))],
  /** z = arccos x: dx = −dz / √(1 − x²) */
  Acos: ({ x }, dz) => [() => dz.div(x.mul(x).neg().add(1).map("Sqrt")).neg()],
  /** z = arctan x: dx = dz / (1 + x²) */
  Atan: ({ x }, dz) => [() => dz.div(x.mul(x).add(1))],
  /** z = (eˣ − e⁻ˣ) / 2: dx = dz cosh x */
  Sinh: ({ x }, dz) => [() => dz.mul(x.map("Cosh"))],
  /** z = (eˣ + e⁻ˣ) / 2: dx = dz sinh x */
  Cosh: ({ x }, dz) => [() => dz.mul(x.map("Sinh"))],
  /** z = arsinh x: dx = dz / √(x² + 1) */
  Asinh: ({ x }, dz) => [() => dz.div(x.mul(x).add(1).map("Sqrt"))],
  /** z = arcosh x: dx = dz / √(x² − 1) */
  Acosh: ({ x }, dz) => [() => dz.div(x.mul(x).sub(1).map("Sqrt"))],
  /** z = artanh x: dx = dz / (1 − x²) */
  Atanh: ({ x }, dz) => [() => dz.div(x.mul(x).neg().add(1))],
  /** z = 2/√π ∫₀ˣ e^(−t²) dt: dx = dz 2/√π e^(−x²) */
  Erf: ({ x }, dz) => [() => dz.mul(x.mul(x).neg().map("Exp")).mul(2 / Math.sqrt(Math.PI))],
  /** z = m x / (1 − p) with the mask m of the second output in training, z = x otherwise: dx alike */
  Dropout: (node, dz) => [() => (node.has(2) ? masked(node, dz) : dz)],
} satisfies Rules;

/** What an extreme's gradient gives to one of its arguments: an equal part to each that is the extreme. */
function shared({ inputs, z }: NodeView, dz: Value, x: Value): Value {
  const count = inputs.map((input) => input.equal(z).cast(z.type)).reduce((a, b) => a.add(b));
  return x.equal(z).where(dz.div(count), 0);
}

/** Whether a Dropout drops is only known at run time, where its mask is all true if it does not. */
function masked(node: NodeView, dz: Value): Value {
  if (!node.gives(1)) node.unsupported("training_mode without the mask as second output");
  const kept = node.has(1) ? node.input(1).cast(dz.type).neg().add(1) : dz.graph.scalar(0.5, dz.type);
  return node.output(1).where(dz.mul(node.input(2).where(kept.map("Reciprocal"), 1)), 0);
}
