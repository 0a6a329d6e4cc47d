import { correlation } from "../statistics/correlation.ts";
import { correlationMetric } from "./correlation-metric.ts";

/**
 * Pearson's correlation of numbers, from -1 to 1: how well one is a line of the other. NaN where all predictions, or all
 * references, are the same. With `returnPvalue`, `p-value` is how likely independent normal numbers correlate as strongly.
 */
export const pearsonr = correlationMetric("pearsonr", "p-value", ({ predictions, references }) =>
  correlation(predictions, references),
);
