import { normalCdf, normalQuantile } from "../statistics/normal.ts";
import { quantile } from "../statistics/quantile.ts";

export const intervalMethods = ["percentile", "basic", "bca"] as const;

export type IntervalMethod = (typeof intervalMethods)[number];

/**
 * The interval that holds a number with a given confidence, as its values over resamples say (B. Efron and R. Tibshirani,
 * "An Introduction to the Bootstrap", 1993). With α = (1 - confidence) / 2 and the resamples' quantiles q:
 *
 * - `percentile`: from q(α) to q(1 - α)
 * - `basic`: from 2 θ - q(1 - α) to 2 θ - q(α), the former mirrored at the value θ
 * - `bca`: from q(α₁) to q(α₂), which allow for the bias of the resamples and for a spread that changes with the number:
 *   αᵢ = Φ(z₀ + (z₀ + zᵢ) / (1 - a (z₀ + zᵢ))), where z₀ is the normal quantile of the share of resamples below θ, z₁ and z₂
 *   those of α and 1 - α, and a comes from leaving each example out once
 *
 * @param resamples ascending
 * @param jackknife the number without each of the examples, for `bca`
 */
export function interval(
  method: IntervalMethod,
  value: number,
  resamples: readonly number[],
  confidence: number,
  jackknife: readonly number[],
): [low: number, high: number] {
  if (resamples.length === 0) return [Number.NaN, Number.NaN];
  const alpha = (1 - confidence) / 2;
  if (method === "bca") {
    const adjust = adjustment(bias(value, resamples), acceleration(jackknife));
    return [quantile(resamples, adjust(alpha)), quantile(resamples, adjust(1 - alpha))];
  }
  const [low, high] = [quantile(resamples, alpha), quantile(resamples, 1 - alpha)];
  return method === "percentile" ? [low, high] : [2 * value - high, 2 * value - low];
}

/** z₀; half of the resamples that equal the value count as below. */
function bias(value: number, resamples: readonly number[]): number {
  const below = resamples.filter((resample) => resample < value).length;
  const equal = resamples.filter((resample) => resample === value).length;
  return normalQuantile((below + equal / 2) / resamples.length);
}

/** a = Σ dᵢ³ / (6 (Σ dᵢ²)^1.5), with dᵢ the mean of the jackknife's values less the i-th; 0 where all are the same. */
function acceleration(jackknife: readonly number[]): number {
  const mean = jackknife.reduce((sum, value) => sum + value, 0) / jackknife.length;
  const sumOf = (power: number) => jackknife.reduce((sum, value) => sum + (mean - value) ** power, 0);
  const squares = sumOf(2);
  return squares === 0 ? 0 : sumOf(3) / (6 * squares ** 1.5);
}

function adjustment(z0: number, a: number): (alpha: number) => number {
  // Where all resamples are on one side, so is the interval.
  if (!Number.isFinite(z0)) return () => (z0 < 0 ? 0 : 1);
  return (alpha) => {
    const z = z0 + normalQuantile(alpha);
    return normalCdf(z0 + z / (1 - a * z));
  };
}
