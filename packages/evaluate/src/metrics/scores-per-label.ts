import { z } from "zod";
import { labelCounts } from "../label-counts.ts";
import { labelOptions } from "../label-options.ts";
import { type Label, occurringLabels } from "../labels.ts";
import { metricFunction } from "../metric-function.ts";
import { scores } from "../scores.ts";

export interface LabelScores {
  readonly label: Label;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** How often it is the reference. */
  readonly support: number;
}

/** Precision, recall and F1 of each label, without an average: rows for a table. */
export const scoresPerLabel = metricFunction(
  "scores_per_label",
  z.strictObject(labelOptions),
  (pairs, { labels = occurringLabels(pairs), zeroDivision }) =>
    labelCounts(pairs, labels).map(
      (counts, i): LabelScores => ({
        label: labels[i] as Label,
        precision: scores.precision(counts, zeroDivision),
        recall: scores.recall(counts, zeroDivision),
        f1: scores.f1(counts, zeroDivision),
        support: counts.support,
      }),
    ),
);
