import { z } from "zod";
import { checkNumbers } from "../inputs/numbers.ts";
import { assertLabelsAmong, type LabelPairs } from "../labels.ts";
import { type MetricFunction, metricFunction, metricOver, type NoOptions } from "../metric-function.ts";
import { accuracy } from "./accuracy.ts";
import { f1 } from "./f1.ts";
import { matthewsCorrelation } from "./matthews-correlation.ts";
import { pearsonr } from "./pearsonr.ts";
import { spearmanr } from "./spearmanr.ts";

function task<Result extends object>(
  name: string,
  numLabels: number,
  score: (pairs: LabelPairs) => Result,
): MetricFunction<NoOptions, Result> {
  const labels = Array.from({ length: numLabels }, (_, id) => id);
  return metricFunction(`glue/${name}`, z.strictObject({}), (pairs) => {
    assertLabelsAmong(labels, pairs);
    return score(pairs);
  });
}

const accuracyAndF1 = (pairs: LabelPairs) => ({ ...accuracy(pairs), ...f1(pairs) });

/**
 * What the tasks of GLUE are scored by, its diagnostic set `ax`, and `hans`, which goes with it. All but `stsb`, whose
 * references are numbers from 0 to 5, compare classes.
 */
export const glue = {
  cola: task("cola", 2, (pairs) => matthewsCorrelation(pairs)),
  sst2: task("sst2", 2, (pairs) => accuracy(pairs)),
  mrpc: task("mrpc", 2, accuracyAndF1),
  qqp: task("qqp", 2, accuracyAndF1),
  stsb: metricOver(checkNumbers, "glue/stsb", z.strictObject({}), (pairs) => ({
    pearson: pearsonr(pairs).pearsonr,
    spearmanr: spearmanr(pairs).spearmanr,
  })),
  mnli: task("mnli", 3, (pairs) => accuracy(pairs)),
  mnli_matched: task("mnli_matched", 3, (pairs) => accuracy(pairs)),
  mnli_mismatched: task("mnli_mismatched", 3, (pairs) => accuracy(pairs)),
  qnli: task("qnli", 2, (pairs) => accuracy(pairs)),
  rte: task("rte", 2, (pairs) => accuracy(pairs)),
  wnli: task("wnli", 2, (pairs) => accuracy(pairs)),
  ax: task("ax", 3, (pairs) => matthewsCorrelation(pairs)),
  hans: task("hans", 2, (pairs) => accuracy(pairs)),
};

export type GlueTask = keyof typeof glue;
