import { MetricOptionsError } from "./errors.ts";
import { type MetricInput, type Pairs, toPairs } from "./labels.ts";
import { Metric } from "./metric.ts";
import type { MetricFunction } from "./metric-function.ts";
import type { AverageOptions } from "./metrics/averaged-metric.ts";
import { lookUp, type MetricName, metrics } from "./metrics.ts";

type AnyMetric = MetricFunction<never, object, never>;
type Part = MetricName | AnyMetric;
type FunctionOf<P> = P extends MetricName ? (typeof metrics)[P] : P;
type PartsOf<P> =
  FunctionOf<P> extends MetricFunction<infer Options, infer Result, infer Prediction, infer Reference>
    ? { options: OwnOptions<Options>; result: Result; prediction: Prediction; reference: Reference }
    : never;
/** Without the index signature that says that there are none. */
type OwnOptions<Options> = string extends keyof Options ? object : Options;
type Intersection<U> = (U extends unknown ? (value: U) => void : never) extends (value: infer I) => void
  ? I
  : never;
interface Parts {
  options: object;
  result: object;
  prediction: unknown;
  reference: unknown;
}
/** What all of the parts are at once: what suits each of them, and what they give together. */
type Together<P> =
  Intersection<P extends unknown ? PartsOf<P> : never> extends infer T extends Parts ? T : never;

interface CombineOptions {
  /** Whether the name of each number starts with its metric's, as `sacrebleu_score` does. Default: no. */
  readonly forcePrefix?: boolean;
}

/**
 * One metric of several that take the same, by name or as functions: `combine(["accuracy", "f1", glue.cola])`. Each gets
 * those of the options that it has.
 *
 * @throws UnknownMetricError; when computing, MetricOptionsError for an option that none has and for a number that two
 * metrics give
 */
export function combine<const P extends Part>(
  parts: readonly P[],
  options?: CombineOptions & { readonly forcePrefix?: false },
): Metric<
  AverageOptions & Together<P>["options"],
  Together<P>["result"],
  Together<P>["prediction"],
  Together<P>["reference"]
>;
export function combine<const P extends Part>(
  parts: readonly P[],
  options: CombineOptions,
): Metric<
  AverageOptions & Together<P>["options"],
  Record<string, unknown>,
  Together<P>["prediction"],
  Together<P>["reference"]
>;
export function combine(parts: readonly Part[], { forcePrefix = false }: CombineOptions = {}): object {
  const functions = parts.map((part) =>
    typeof part === "string" ? lookUp(metrics, part) : part,
  ) as unknown as MetricFunction<object, object, unknown>[];
  const metricName = functions.map((metric) => metric.metricName).join(" + ");
  const optionNames = [...new Set(functions.flatMap((metric) => metric.optionNames))];
  const compute = (input: MetricInput<unknown>, options: object = {}): object => {
    const unknown = Object.keys(options).filter((name) => !optionNames.includes(name));
    if (unknown.length > 0)
      throw new MetricOptionsError(metricName, `none of them has this option: ${unknown.join(", ")}`);
    const result = new Map<string, unknown>();
    for (const metric of functions) {
      const own = Object.entries(options).filter(([name]) => metric.optionNames.includes(name));
      for (const [ownName, value] of Object.entries(metric(input, Object.fromEntries(own)))) {
        const name = forcePrefix ? `${metric.metricName}_${ownName}` : ownName;
        if (result.has(name))
          throw new MetricOptionsError(metricName, `two of them give the same number: ${name}`);
        result.set(name, value);
      }
    }
    return Object.fromEntries(result);
  };
  return new Metric(Object.assign(compute, { metricName, optionNames, check: checkAll(functions) }));
}

/** What the first check gives is what is kept, and all have to agree to it. */
function checkAll(functions: readonly MetricFunction<object, object, unknown>[]) {
  const checks = [...new Set(functions.map((metric) => metric.check ?? (toPairs as () => Pairs<unknown>)))];
  return (input: MetricInput<unknown>): Pairs<unknown> =>
    checks.map((check) => check(input))[0] ?? { predictions: [], references: [] };
}
