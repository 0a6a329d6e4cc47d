import { averagedMetric } from "./averaged-metric.ts";

/** The share of the examples with a label that are predicted as it: TP / (TP + FN). */
export const recall = averagedMetric("recall");
