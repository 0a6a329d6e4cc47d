import { z } from "zod";
import { LengthMismatchError, MetricOptionsError } from "../errors.ts";
import type { MetricInput } from "../labels.ts";
import { randomIntegers } from "../statistics/random.ts";
import { interval, intervalMethods } from "./interval.ts";

const schema = z.strictObject({
  /** How sure to be that the interval holds the number, between 0 and 1. Default: 0.95. */
  confidence: z.number().gt(0).lt(1).default(0.95),
  /** How often to draw as many examples as there are. Default: 1000. */
  nResamples: z.int().min(1).default(1000),
  /** What the draws start from, an integer: the same gives the same. Default: 0. */
  seed: z.int().default(0),
  /** See `interval`; `bca` is the most exact and computes the metric once more for each example. Default: `percentile`. */
  method: z.enum(intervalMethods, `expected one of ${intervalMethods.join(", ")}`).default("percentile"),
});

export type BootstrapOptions = z.input<typeof schema>;

/** A number, and the interval that would hold it on other examples of the same kind. */
export interface ConfidenceInterval {
  /** The number over all examples. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** The standard deviation of the number over the resamples. */
  readonly standardError: number;
}

type IntervalsOf<Result> = {
  [Name in keyof Result as Result[Name] extends number ? Name : never]: ConfidenceInterval;
};

/**
 * How far each number that a metric gives may be off because the examples are a sample: it is computed over many samples
 * of the examples, drawn from them with replacement (B. Efron, "Bootstrap Methods", 1979). Wrap the metric to give it
 * options: `bootstrapConfidenceInterval((input) => f1(input, { average: "macro" }), data)`.
 *
 * Resamples over which a number is NaN, such as a correlation with one that does not vary, are left out of its interval;
 * results that are no numbers are left out altogether.
 *
 * @throws MetricOptionsError for options out of range; LengthMismatchError; what the metric throws
 */
export function bootstrapConfidenceInterval<Prediction, Reference, Result extends object>(
  metric: (input: MetricInput<Prediction, Reference>) => Result,
  data: MetricInput<Prediction, Reference>,
  options: BootstrapOptions = {},
): IntervalsOf<Result> {
  const parsed = schema.safeParse(options, { reportInput: true });
  if (!parsed.success) throw new MetricOptionsError("bootstrapConfidenceInterval", parsed.error);
  const { confidence, nResamples, seed, method } = parsed.data;
  const predictions = Array.from(data.predictions);
  const references = Array.from(data.references);
  const n = references.length;
  if (predictions.length !== n) throw new LengthMismatchError(predictions.length, n);

  const over = (indices: readonly number[]) =>
    metric({
      predictions: indices.map((i) => predictions[i] as Prediction),
      references: indices.map((i) => references[i] as Reference),
    }) as Record<string, unknown>;
  const all = Array.from({ length: n }, (_, i) => i);
  const values = Object.entries(over(all)).filter(
    (entry): entry is [string, number] => typeof entry[1] === "number",
  );
  const draw = randomIntegers(seed);
  const resamples = Array.from({ length: nResamples }, () => over(all.map(() => draw(n))));
  const jackknife = method === "bca" && n > 1 ? all.map((left) => over(all.filter((i) => i !== left))) : [];
  const numbers = (results: readonly Record<string, unknown>[], name: string) =>
    results.map((result) => result[name] as number).filter((number) => !Number.isNaN(number));

  const intervals = values.map(([name, value]): [string, ConfidenceInterval] => {
    const sorted = numbers(resamples, name).sort((a, b) => a - b);
    const [low, high] = interval(method, value, sorted, confidence, numbers(jackknife, name));
    return [name, { value, low, high, standardError: standardDeviation(sorted) }];
  });
  return Object.fromEntries(intervals) as IntervalsOf<Result>;
}

function standardDeviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}
