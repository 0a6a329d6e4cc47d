import type { Rules } from "./rule.ts";

export const elementwise = {
  /** z = x + y: dx = dz, dy = dz */
  Add: (_, dz) => [() => dz, () => dz],
  /** z = x − y: dx = dz, dy = −dz */
  Sub: (_, dz) => [() => dz, () => dz.neg()],
  /** z = x y: dx = dz y, dy = dz x */
  Mul: ({ x, y }, dz) => [() => dz.mul(y), () => dz.mul(x)],
  /** z = x / y: dx = dz / y, dy = −dz z / y */
  Div: ({ y, z }, dz) => [() => dz.div(y), () => dz.mul(z).div(y).neg()],
  /** z = xʸ: dx = dz y xʸ⁻¹, dy = dz z ln x */
  Pow: ({ x, y, z }, dz) => [
    () => dz.mul(y.cast(x.type)).mul(x.pow(y.sub(1))),
    () => dz.mul(z).mul(x.map("Log")).cast(y.type),
  ],
  /** z = Σ xᵢ: dxᵢ = dz */
  Sum: ({ inputs }, dz) => inputs.map(() => () => dz),
  /** z = c ? x : y: dx = c ? dz : 0, dy = c ? 0 : dz */
  Where: (node, dz) => [
    () => node.unsupported("its condition"),
    () => node.x.where(dz, 0),
    () => node.x.where(0, dz),
  ],

  /** z = x: dx = dz */
  Identity: (_, dz) => [() => dz],
  /** z = x in another float type: dx = dz in the type of x */
  Cast: ({ x }, dz) => [() => dz.cast(x.type)],
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
  /** z = 2/√π ∫₀ˣ e^(−t²) dt: dx = dz 2/√π e^(−x²) */
  Erf: ({ x }, dz) => [() => dz.mul(x.mul(x).neg().map("Exp")).mul(2 / Math.sqrt(Math.PI))],
  /** z = tanh x: dx = dz (1 − z²) */
  Tanh: ({ z }, dz) => [() => dz.sub(dz.mul(z).mul(z))],
  /** z = 1 / (1 + e⁻ˣ): dx = dz z (1 − z) */
  Sigmoid: ({ z }, dz) => [() => dz.mul(z.sub(z.mul(z)))],
  /** z = max(x, 0): dx = x > 0 ? dz : 0 */
  Relu: ({ x }, dz) => [() => x.greater(0).where(dz, 0)],
} satisfies Rules;
