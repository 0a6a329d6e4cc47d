import { z } from "zod";
import { labelCounts, totalCounts } from "../label-counts.ts";
import { occurringLabels } from "../labels.ts";
import { metricFunction } from "../metric-function.ts";

/**
 * The correlation of predictions and references as categories, from -1 to 1; 0 is chance, and what it gives where one of
 * both is the same for all. With s examples, c right ones, and each label k predicted pₖ times and right tₖ times
 * (J. Gorodkin, "Comparing two K-category assignments by a K-category correlation coefficient", 2004):
 *
 *     (c s - Σ pₖ tₖ) / √((s² - Σ pₖ²) (s² - Σ tₖ²))
 */
export const matthewsCorrelation = metricFunction("matthews_correlation", z.strictObject({}), (pairs) => {
  const counts = labelCounts(pairs, occurringLabels(pairs));
  const { truePositives, support } = totalCounts(counts);
  const sum = (term: (predicted: number, support: number) => number) =>
    counts.reduce((total, label) => total + term(label.predicted, label.support), 0);
  const covariance = truePositives * support - sum((predicted, actual) => predicted * actual);
  const predictedVariance = support ** 2 - sum((predicted) => predicted ** 2);
  const actualVariance = support ** 2 - sum((_, actual) => actual ** 2);
  const norm = Math.sqrt(predictedVariance * actualVariance);
  return { matthews_correlation: norm === 0 ? 0 : covariance / norm };
});
