import { Metric } from "./metric.ts";
import type { MetricFunction } from "./metric-function.ts";
import { type GlueTask, glue } from "./metrics/glue.ts";
import { lookUp, type MetricName, metrics } from "./metrics.ts";

type MetricOf<F> =
  F extends MetricFunction<infer Options, infer Result, infer Prediction, infer Reference>
    ? Metric<Options, Result, Prediction, Reference>
    : never;

/**
 * A metric by Hugging Face's name, such as `load("f1")`, or `load("glue", "mrpc")` for what a task of GLUE is scored by.
 *
 * @throws UnknownMetricError, with the names there are
 */
export function load<Task extends GlueTask>(name: "glue", task: Task): MetricOf<(typeof glue)[Task]>;
export function load<Name extends MetricName>(name: Name): MetricOf<(typeof metrics)[Name]>;
export function load(name: MetricName | "glue", task = ""): object {
  const metric =
    name === "glue" ? lookUp(glue, task as GlueTask, "glue/") : lookUp(metrics, name, "", ["glue"]);
  return new Metric<never, object, never>(metric as MetricFunction<never, object, never>);
}
