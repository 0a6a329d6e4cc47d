import type { z } from "zod";
import { MetricOptionsError } from "./errors.ts";
import { type LabelPairs, type MetricInput, toSomePairs } from "./labels.ts";

/** A metric: what compares predictions and references. `Metric` collects these batch by batch. */
export interface MetricFunction<Options extends object, Result extends object> {
  /**
   * @throws LengthMismatchError, EmptyInputError and LabelError for input that cannot be compared; MetricOptionsError for
   * options that the metric does not have or that do not fit the labels
   */
  (input: MetricInput, options?: Options): Result;
  /** Hugging Face's name of it. */
  readonly metricName: string;
  readonly optionNames: readonly string[];
}

/** The options of a metric without any. */
export type NoOptions = Record<string, never>;

/** Makes a metric of a function that gets checked labels and checked options. */
export function metricFunction<Schema extends z.ZodObject, Result extends object>(
  metricName: string,
  schema: Schema,
  compute: (pairs: LabelPairs, options: z.output<Schema>) => Result,
): MetricFunction<z.input<Schema>, Result> {
  const metric = (input: MetricInput, options: z.input<Schema> = {} as z.input<Schema>) => {
    const parsed = schema.safeParse(options, { reportInput: true });
    if (!parsed.success) throw new MetricOptionsError(metricName, parsed.error);
    return compute(toSomePairs(metricName, input), parsed.data);
  };
  return Object.assign(metric, { metricName, optionNames: Object.keys(schema.shape) });
}
