import { averagedMetric } from "./averaged-metric.ts";

/** The share of the examples predicted as a label that have it: TP / (TP + FP). */
export const precision = averagedMetric("precision");
