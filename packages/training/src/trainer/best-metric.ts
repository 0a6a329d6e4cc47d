import type { Metrics } from "./callback.ts";
import { MetricError } from "./errors.ts";
import type { TrainingArguments } from "./training-arguments.ts";

/** The metric by which models are compared, under its name in an evaluation, such as "eval_loss". */
export function bestMetricName({ metricForBestModel = "loss" }: TrainingArguments): string {
  return metricForBestModel.startsWith("eval_") ? metricForBestModel : `eval_${metricForBestModel}`;
}

/**
 * The value of the metric that models are compared by.
 *
 * @throws MetricError where the evaluation has none of that name
 */
export function bestMetricValue(args: TrainingArguments, metrics: Metrics): number {
  const name = bestMetricName(args);
  const value = metrics[name];
  if (value !== undefined) return value;
  const known = Object.keys(metrics).join(", ");
  throw new MetricError(
    name,
    `the evaluation has none of this name for metricForBestModel, it has: ${known}`,
  );
}

export function isBetter(args: TrainingArguments, value: number, best: number | undefined): boolean {
  const { greaterIsBetter = !bestMetricName(args).endsWith("loss") } = args;
  return best === undefined || (greaterIsBetter ? value > best : value < best);
}
