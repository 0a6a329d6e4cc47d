import { z } from "zod";
import { assertLabelsAmong, type LabelPairs } from "../labels.ts";
import { type MetricFunction, metricFunction, type NoOptions } from "../metric-function.ts";
import { accuracy } from "./accuracy.ts";
import { f1 } from "./f1.ts";
import { matthewsCorrelation } from "./matthews-correlation.ts";

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

/** What the tasks of GLUE are scored by, all but `stsb`, whose references are no classes. */
export const glue = {
  cola: task("cola", 2, (pairs) => matthewsCorrelation(pairs)),
  sst2: task("sst2", 2, (pairs) => accuracy(pairs)),
  mrpc: task("mrpc", 2, accuracyAndF1),
  qqp: task("qqp", 2, accuracyAndF1),
  mnli: task("mnli", 3, (pairs) => accuracy(pairs)),
  mnli_matched: task("mnli_matched", 3, (pairs) => accuracy(pairs)),
  mnli_mismatched: task("mnli_mismatched", 3, (pairs) => accuracy(pairs)),
  qnli: task("qnli", 2, (pairs) => accuracy(pairs)),
  rte: task("rte", 2, (pairs) => accuracy(pairs)),
  wnli: task("wnli", 2, (pairs) => accuracy(pairs)),
};

export type GlueTask = keyof typeof glue;
