import { correlation } from "../statistics/correlation.ts";
import { ranks } from "../statistics/ranks.ts";
import { correlationMetric } from "./correlation-metric.ts";

/**
 * Spearman's correlation of numbers, from -1 to 1: Pearson's of their ranks, so how well one rises with the other. NaN where
 * all predictions, or all references, are the same. With `returnPvalue`, `spearmanr_pvalue` is how likely independent
 * numbers correlate as strongly, by Student's t distribution, which is good for 10 pairs or more.
 */
export const spearmanr = correlationMetric("spearmanr", "spearmanr_pvalue", ({ predictions, references }) =>
  correlation(ranks(predictions), ranks(references)),
);
