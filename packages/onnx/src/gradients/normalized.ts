import type { Value } from "./value.ts";

/** n = (x − μ) / σ with σ² = var x + ε, and 1 / σ, over the axes. */
export interface Normalized {
  readonly axes: readonly number[];
  readonly n: Value;
  readonly inverse: Value;
}

export function normalizedOver(x: Value, axes: readonly number[], epsilon: number): Normalized {
  const centred = x.sub(x.mean(axes));
  const inverse = centred.mul(centred).mean(axes).add(epsilon).map("Sqrt").map("Reciprocal");
  return { axes, n: centred.mul(inverse), inverse };
}

/** dx = (dn − mean dn − n mean(dn n)) / σ */
export function throughNormalization({ axes, n, inverse }: Normalized, dn: Value): Value {
  return dn
    .sub(dn.mean(axes))
    .sub(n.mul(dn.mul(n).mean(axes)))
    .mul(inverse);
}

/** The axes of [batch, channels, ...sizes] that channels share. */
export function otherAxes(x: Value): number[] {
  return [...x.shape.keys()].filter((axis) => axis !== 1);
}

/** A value for each channel in a shape that broadcasts over [batch, channels, ...sizes]. */
export function perChannel(value: Value, x: Value): Value {
  return value.unsqueeze([...x.shape.keys()].slice(1, -1));
}

/** The sum for each channel of [batch, channels, ...sizes]. */
export function channelSums(value: Value): Value {
  return value.sum(otherAxes(value)).squeeze(otherAxes(value));
}
