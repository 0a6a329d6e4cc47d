import { incompleteBeta } from "./incomplete-beta.ts";

/**
 * Pearson's correlation, from -1 to 1: Σ (x - x̄)(y - ȳ) / √(Σ (x - x̄)² Σ (y - ȳ)²). NaN where all of x, or all of y, are the
 * same.
 */
export function correlation(x: readonly number[], y: readonly number[]): number {
  if (isConstant(x) || isConstant(y)) return Number.NaN;
  const [dx, dy] = [toUnit(x), toUnit(y)];
  const r = dx.reduce((sum, value, i) => sum + value * (dy[i] as number), 0);
  return Math.min(1, Math.max(-1, r));
}

const isConstant = (values: readonly number[]) => values.every((value) => value === values[0]);

/** Without its mean, and of length 1. */
function toUnit(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const centered = values.map((value) => value - mean);
  // By the largest, so that no square of a large or small value is lost.
  const largest = centered.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const scaled = centered.map((value) => value / largest);
  const norm = Math.sqrt(scaled.reduce((sum, value) => sum + value * value, 0));
  return scaled.map((value) => value / norm);
}

/**
 * The probability that n pairs of independent normal variables correlate at least as strongly as r, in either direction:
 * Student's t test with n - 2 degrees of freedom, I₁₋ᵣ²((n - 2) / 2, 1 / 2). 1 for n = 2.
 */
export function correlationPValue(r: number, n: number): number {
  if (Number.isNaN(r)) return Number.NaN;
  if (n === 2) return 1;
  return incompleteBeta((1 - r) * (1 + r), (n - 2) / 2, 0.5, r * r);
}
