import { UnknownMetricError } from "./errors.ts";
import { accuracy } from "./metrics/accuracy.ts";
import { bleu } from "./metrics/bleu.ts";
import { chrf } from "./metrics/chrf.ts";
import { confusionMatrix } from "./metrics/confusion-matrix.ts";
import { f1 } from "./metrics/f1.ts";
import { mae } from "./metrics/mae.ts";
import { matthewsCorrelation } from "./metrics/matthews-correlation.ts";
import { mse } from "./metrics/mse.ts";
import { pearsonr } from "./metrics/pearsonr.ts";
import { perplexity } from "./metrics/perplexity.ts";
import { precision } from "./metrics/precision.ts";
import { recall } from "./metrics/recall.ts";
import { rmse } from "./metrics/rmse.ts";
import { rouge } from "./metrics/rouge.ts";
import { sacrebleu } from "./metrics/sacrebleu.ts";
import { seqeval } from "./metrics/seqeval.ts";
import { spearmanr } from "./metrics/spearmanr.ts";
import { squad } from "./metrics/squad.ts";
import { squadV2 } from "./metrics/squad-v2.ts";

/** The metrics by Hugging Face's names, but for GLUE's. */
export const metrics = {
  accuracy,
  precision,
  recall,
  f1,
  matthews_correlation: matthewsCorrelation,
  confusion_matrix: confusionMatrix,
  pearsonr,
  spearmanr,
  mse,
  mae,
  rmse,
  perplexity,
  seqeval,
  squad,
  squad_v2: squadV2,
  sacrebleu,
  bleu,
  chrf,
  rouge,
};

export type MetricName = keyof typeof metrics;

/** @throws UnknownMetricError for a name that `table` lacks, with those it has */
export function lookUp<Table extends object, Name extends keyof Table & string>(
  table: Table,
  name: Name,
  prefix = "",
  others: readonly string[] = [],
): Table[Name] {
  if (!Object.hasOwn(table, name))
    throw new UnknownMetricError(`${prefix}${name}`, [
      ...Object.keys(table).map((known) => `${prefix}${known}`),
      ...others,
    ]);
  return table[name];
}
