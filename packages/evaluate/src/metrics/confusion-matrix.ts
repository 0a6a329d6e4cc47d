import { z } from "zod";
import { labelOptions } from "../label-options.ts";
import { assertLabelsAmong, type Label, occurringLabels } from "../labels.ts";
import { metricFunction } from "../metric-function.ts";

const schema = z.strictObject({
  labels: labelOptions.labels,
  /** Shares of each reference's row (`true`), of each prediction's column (`pred`), or of all. Default: counts. */
  normalize: z.enum(["true", "pred", "all"]).optional(),
});

export interface ConfusionMatrix {
  /** A row for each reference, a column for each prediction. */
  readonly confusion_matrix: number[][];
  /** What rows and columns stand for. */
  readonly labels: readonly Label[];
}

/**
 * How often each label was taken for which. A share of nothing is 0.
 *
 * @throws LabelError for a label that is not among `labels`, besides what every metric throws
 */
export const confusionMatrix = metricFunction(
  "confusion_matrix",
  schema,
  (pairs, options): ConfusionMatrix => {
    const { labels = occurringLabels(pairs), normalize } = options;
    assertLabelsAmong(labels, pairs);
    const place = new Map(labels.map((label, i) => [label, i]));
    const counts = labels.map(() => labels.map(() => 0));
    for (const [i, reference] of pairs.references.entries()) {
      const row = counts[place.get(reference) as number] as number[];
      const column = place.get(pairs.predictions[i] as Label) as number;
      row[column] = (row[column] as number) + 1;
    }
    const rowSums = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
    const columnSums = labels.map((_, column) =>
      counts.reduce((sum, row) => sum + (row[column] as number), 0),
    );
    const whole = (row: number, column: number): number | undefined => {
      if (normalize === "true") return rowSums[row];
      return normalize === "pred" ? columnSums[column] : pairs.references.length;
    };
    const share = (count: number, row: number, column: number) => count / (whole(row, column) || 1);
    return {
      labels,
      confusion_matrix: normalize
        ? counts.map((counted, row) => counted.map((count, column) => share(count, row, column)))
        : counts,
    };
  },
);
