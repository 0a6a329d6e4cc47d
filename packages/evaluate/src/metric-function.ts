import type { z } from "zod";
import { MetricOptionsError } from "./errors.ts";
import type { Check } from "./inputs/check.ts";
import { type Label, type LabelPairs, type MetricInput, type Pairs, some, toPairs } from "./labels.ts";

/**
 * A metric: what compares predictions and references. `Metric` collects these batch by batch. They are labels, unless the
 * metric says otherwise.
 */
export interface MetricFunction<
  Options extends object,
  Result extends object,
  Prediction = Label | bigint,
  Reference = Prediction,
> {
  /**
   * @throws LengthMismatchError, EmptyInputError, InputError and LabelError for input that cannot be compared;
   * MetricOptionsError for options that the metric does not have or that do not fit the input
   */
  (input: MetricInput<Prediction, Reference>, options?: Options): Result;
  /** Hugging Face's name of it. */
  readonly metricName: string;
  readonly optionNames: readonly string[];
  /** Checks a batch and copies it into lists. Without it, labels are expected. */
  readonly check?: (input: MetricInput<Prediction, Reference>) => Pairs<unknown>;
}

/** The options of a metric without any. */
export type NoOptions = Record<string, never>;

/** Makes a metric of a function that gets checked labels and checked options. */
export function metricFunction<Schema extends z.ZodObject, Result extends object>(
  metricName: string,
  schema: Schema,
  compute: (pairs: LabelPairs, options: z.output<Schema>) => Result,
): MetricFunction<z.input<Schema>, Result> {
  return metricOver(toPairs, metricName, schema, compute);
}

/** Makes a metric of a function that gets what `check` gives, at least one pair, and checked options. */
export function metricOver<
  Schema extends z.ZodObject,
  Result extends object,
  Prediction,
  Reference,
  P extends Prediction,
  R extends Reference,
>(
  check: Check<Prediction, Reference, P, R>,
  metricName: string,
  schema: Schema,
  compute: (pairs: Pairs<P, R>, options: z.output<Schema>) => Result,
): MetricFunction<z.input<Schema>, Result, Prediction, Reference> {
  const metric = (
    input: MetricInput<Prediction, Reference>,
    options: z.input<Schema> = {} as z.input<Schema>,
  ) => {
    const parsed = schema.safeParse(options, { reportInput: true });
    if (!parsed.success) throw new MetricOptionsError(metricName, parsed.error);
    return compute(some(metricName, check(input)), parsed.data);
  };
  return Object.assign(metric, { metricName, optionNames: Object.keys(schema.shape), check });
}
