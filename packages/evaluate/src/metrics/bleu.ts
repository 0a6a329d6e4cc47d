import { z } from "zod";
import { checkTexts } from "../inputs/texts.ts";
import { metricOver } from "../metric-function.ts";
import { bleuCounts } from "../text/bleu-counts.ts";
import { bleuTokenizers } from "../text/bleu-tokenizers.ts";

const schema = z.strictObject({
  /** The longest n-grams that count. Default: 4. */
  maxOrder: z.int().min(1).default(4),
  /** Whether to add 1 to the matches and n-grams of each length, so that none is 0. Default: no. */
  smooth: z.boolean().default(false),
});

export type BleuOptions = z.input<typeof schema>;

export interface BleuResult {
  /** 0 to 1. */
  readonly bleu: number;
  readonly precisions: number[];
  readonly brevity_penalty: number;
  readonly length_ratio: number;
  readonly translation_length: number;
  readonly reference_length: number;
}

/**
 * BLEU of texts as Hugging Face's `bleu` computes it: as `sacrebleu` with `13a`, but from 0 to 1, with the shortest of several
 * references for the penalty, and smoothed only if told to. Use `sacrebleu` for what others are to compare.
 */
export const bleu = metricOver(checkTexts, "bleu", schema, (pairs, { maxOrder, smooth }): BleuResult => {
  const shortest = (lengths: readonly number[]) => Math.min(...lengths);
  const found = bleuCounts(pairs, bleuTokenizers["13a"], maxOrder, shortest);
  const added = smooth ? 1 : 0;
  const precisions = found.counts.map(
    (count, n) => (count + added) / ((found.totals[n] as number) + added || 1),
  );
  const logs = precisions.reduce((sum, precision) => sum + Math.log(precision), 0);
  const { systemLength, referenceLength } = found;
  const ratio = referenceLength === 0 ? 0 : systemLength / referenceLength;
  const penalty = ratio === 0 ? 0 : Math.min(1, Math.exp(1 - 1 / ratio));
  return {
    bleu: penalty * Math.exp(logs / maxOrder),
    precisions,
    brevity_penalty: penalty,
    length_ratio: ratio,
    translation_length: systemLength,
    reference_length: referenceLength,
  };
});
