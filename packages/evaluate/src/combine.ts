import { MetricOptionsError } from "./errors.ts";
import type { MetricInput } from "./labels.ts";
import { Metric } from "./metric.ts";
import type { MetricFunction } from "./metric-function.ts";
import type { AverageOptions } from "./metrics/averaged-metric.ts";
import { lookUp, type MetricName, metrics } from "./metrics.ts";

type Numbers = Record<string, number>;
type Part = Exclude<MetricName, "confusion_matrix"> | MetricFunction<never, Numbers>;
type ResultOf<P> = P extends MetricName
  ? ReturnType<(typeof metrics)[P]>
  : P extends MetricFunction<never, infer R>
    ? R
    : never;
type Intersection<U> = (U extends unknown ? (value: U) => void : never) extends (value: infer I) => void
  ? I
  : never;

/**
 * One metric of several that give numbers, by name or as functions: `combine(["accuracy", "f1", glue.cola])`. Each gets
 * those of the options that it has.
 *
 * @throws UnknownMetricError; when computing, MetricOptionsError for an option that none has and for a number that two
 * metrics give
 */
export function combine<const P extends Part>(
  parts: readonly P[],
): Metric<AverageOptions, Intersection<ResultOf<P>> & object> {
  const functions = parts.map((part) =>
    typeof part === "string" ? lookUp(metrics, part) : part,
  ) as unknown as MetricFunction<AverageOptions, Numbers>[];
  const metricName = functions.map((metric) => metric.metricName).join(" + ");
  const optionNames = [...new Set(functions.flatMap((metric) => metric.optionNames))];
  const compute = (input: MetricInput, options: AverageOptions = {}): Numbers => {
    const unknown = Object.keys(options).filter((name) => !optionNames.includes(name));
    if (unknown.length > 0)
      throw new MetricOptionsError(metricName, `none of them has this option: ${unknown.join(", ")}`);
    const result = new Map<string, number>();
    for (const metric of functions) {
      const own = Object.entries(options).filter(([name]) => metric.optionNames.includes(name));
      for (const [name, value] of Object.entries(metric(input, Object.fromEntries(own)))) {
        if (result.has(name))
          throw new MetricOptionsError(metricName, `two of them give the same number: ${name}`);
        result.set(name, value);
      }
    }
    return Object.fromEntries(result);
  };
  const combined = Object.assign(compute, { metricName, optionNames });
  return new Metric(
    combined as unknown as MetricFunction<AverageOptions, Intersection<ResultOf<P>> & object>,
  );
}
