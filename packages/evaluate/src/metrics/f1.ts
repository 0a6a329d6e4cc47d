import { averagedMetric } from "./averaged-metric.ts";

/** The harmonic mean of precision and recall: 2 TP / (2 TP + FP + FN). */
export const f1 = averagedMetric("f1");
