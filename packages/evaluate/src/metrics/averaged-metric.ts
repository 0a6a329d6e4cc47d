import { z } from "zod";
import { MetricOptionsError } from "../errors.ts";
import { type LabelCounts, labelCounts, totalCounts } from "../label-counts.ts";
import { labelOptions, posLabel } from "../label-options.ts";
import { type Label, type LabelPairs, occurringLabels } from "../labels.ts";
import { type MetricFunction, metricFunction } from "../metric-function.ts";
import { type Score, type ScoreName, scores } from "../scores.ts";

const averages = ["binary", "macro", "micro", "weighted"] as const;

const schema = z.strictObject({
  ...labelOptions,
  /**
   * `binary`: the score of `posLabel`; `macro`: the mean over labels; `weighted`: that mean weighted by how often each is
   * the reference; `micro`: one score from the counts of all labels. Default: `binary`.
   */
  average: z
    .enum(averages, `expected one of ${averages.join(", ")}; scoresPerLabel gives each label's own`)
    .default("binary"),
  posLabel,
});

export type AverageOptions = z.input<typeof schema>;

/** Precision, recall or F1, averaged over labels in one of scikit-learn's ways. */
export function averagedMetric<Name extends ScoreName>(
  name: Name,
): MetricFunction<AverageOptions, Record<Name, number>> {
  return metricFunction(name, schema, (pairs, options) => {
    const { average, zeroDivision } = options;
    const labels = average === "binary" ? [binaryLabel(name, pairs, options)] : options.labels;
    const counts = labelCounts(pairs, labels ?? occurringLabels(pairs));
    const value = averageScores(scores[name], average, counts, zeroDivision);
    return { [name]: value } as Record<Name, number>;
  });
}

function averageScores(
  score: Score,
  average: (typeof averages)[number],
  counts: readonly LabelCounts[],
  zeroDivision: number,
): number {
  const total = totalCounts(counts);
  // Without a reference to weight by, all that is left to say is what the total says.
  if (average === "micro" || (average === "weighted" && total.support === 0))
    return score(total, zeroDivision);
  const weights = counts.map(({ support }) =>
    average === "weighted" ? support / total.support : 1 / counts.length,
  );
  return counts.reduce((sum, label, i) => sum + score(label, zeroDivision) * (weights[i] as number), 0);
}

function binaryLabel(metric: string, pairs: LabelPairs, options: z.output<typeof schema>): Label {
  if (options.labels)
    throw new MetricOptionsError(
      metric,
      `labels need another average than binary: ${options.labels.join(", ")}`,
    );
  const occurring = occurringLabels(pairs);
  const list = occurring.slice(0, 10).join(", ");
  if (occurring.length > 2)
    throw new MetricOptionsError(
      metric,
      `more than two labels need an average, choose macro, micro or weighted: ${list}`,
    );
  const { posLabel: label } = options;
  const absent =
    !occurring.includes(label) && (occurring.length === 2 || typeof label !== typeof occurring[0]);
  if (absent) throw new MetricOptionsError(metric, `posLabel expected to be one of ${list}: ${label}`);
  return label;
}
