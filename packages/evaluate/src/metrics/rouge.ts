import { z } from "zod";
import { checkTexts, type TextReference } from "../inputs/texts.ts";
import type { MetricInput } from "../labels.ts";
import { type MetricFunction, metricOver } from "../metric-function.ts";
import { quantile } from "../statistics/quantile.ts";
import { randomIntegers } from "../statistics/random.ts";
import { type RougeType, rougeScore } from "../text/rouge-scores.ts";

const type = z.custom<RougeType>(
  (value) => typeof value === "string" && /^rouge(?:[1-9]|L|Lsum)$/.test(value),
  "expected rouge1 to rouge9, rougeL or rougeLsum",
);

const schema = z.strictObject({
  /** Which scores to give. Default: `rouge1`, `rouge2`, `rougeL` and `rougeLsum`. */
  rougeTypes: z.array(type).min(1).readonly().default(["rouge1", "rouge2", "rougeL", "rougeLsum"]),
  /** Whether "summaries" is the same as "summary", by their stems. Default: no. */
  useStemmer: z.boolean().default(false),
  /** Whether to give one number for all texts; without, a list of each text's. Default: yes. */
  useAggregator: z.boolean().default(true),
  /**
   * How to get that number: `bootstrap`, the median of the means of 1000 samples of the texts, as Hugging Face does, or
   * `mean`. Both differ by less than the samples do. Default: `bootstrap`.
   */
  aggregation: z.enum(["bootstrap", "mean"], "expected one of bootstrap, mean").default("bootstrap"),
  /** What the samples start from, an integer. Default: 0. */
  seed: z.int().default(0),
});

type AllOptions = z.input<typeof schema>;
export interface RougeOptions extends Omit<AllOptions, "useAggregator"> {
  readonly useAggregator?: true;
}

/** F-scores, 0 to 1, of the types that were asked for. */
export type RougeResult = Record<RougeType, number>;

interface Rouge extends MetricFunction<RougeOptions, RougeResult, string, TextReference> {
  (
    input: MetricInput<string, TextReference>,
    options: AllOptions & { readonly useAggregator: false },
  ): Record<RougeType, number[]>;
  (input: MetricInput<string, TextReference>, options?: RougeOptions): RougeResult;
}

/**
 * ROUGE of texts, such as summaries, as Google's rouge-score computes it: see `rougeScore`. Of several references, each text
 * takes that which gives it the best F-score.
 */
export const rouge = metricOver(checkTexts, "rouge", schema, (pairs, options) => {
  const { rougeTypes, useStemmer, useAggregator, aggregation, seed } = options;
  const scores = rougeTypes.map((name) =>
    pairs.references.map((texts, i) => {
      const fmeasures = texts.map(
        (text) => rougeScore(name, pairs.predictions[i] as string, text, useStemmer).fmeasure,
      );
      return Math.max(...fmeasures);
    }),
  );
  const aggregate = (values: readonly number[]) =>
    aggregation === "mean" ? mean(values) : medianOfSamples(values, seed);
  return Object.fromEntries(
    rougeTypes.map((name, i) => {
      const own = scores[i] as number[];
      return [name, useAggregator ? aggregate(own) : own];
    }),
  );
}) as unknown as Rouge;

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function medianOfSamples(values: readonly number[], seed: number): number {
  const draw = randomIntegers(seed);
  const sample = () => values.map(() => values[draw(values.length)] as number);
  const means = Array.from({ length: 1000 }, () => mean(sample())).sort((a, b) => a - b);
  return quantile(means, 0.5);
}
