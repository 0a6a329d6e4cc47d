import { z } from "zod";
import { MetricOptionsError } from "../errors.ts";
import { checkTexts } from "../inputs/texts.ts";
import { metricOver } from "../metric-function.ts";
import { bleuCounts } from "../text/bleu-counts.ts";
import { bleuTokenizerNames, bleuTokenizers } from "../text/bleu-tokenizers.ts";
import { trimEnd } from "../text/whitespace.ts";

const smoothMethods = ["exp", "floor", "add-k", "none"] as const;

const schema = z.strictObject({
  /** How texts are split into words, see `bleuTokenizers`. Default: `13a`. */
  tokenize: z.enum(bleuTokenizerNames, `expected one of ${bleuTokenizerNames.join(", ")}`).default("13a"),
  /** Whether upper and lower case are the same. Default: no. */
  lowercase: z.boolean().default(false),
  /**
   * What to take for a precision of 0, which would make the score 0 (B. Chen and C. Cherry, "A Systematic Comparison of
   * Smoothing Techniques for Sentence-Level BLEU", 2014). `exp`: 1 / 2 of a match the first time, then 1 / 4, …; `floor`:
   * `smoothValue` of a match; `add-k`: `smoothValue` more matches and n-grams, of all but single words; `none`: 0.
   * Default: `exp`.
   */
  smoothMethod: z.enum(smoothMethods, `expected one of ${smoothMethods.join(", ")}`).default("exp"),
  /** Default: 0.1 for `floor`, 1 for `add-k`; the others have none. */
  smoothValue: z.number().positive().optional(),
  /** Whether to go only as far as there are n-grams, for single sentences. Default: no. */
  useEffectiveOrder: z.boolean().default(false),
});

export type SacrebleuOptions = z.input<typeof schema>;

export interface SacrebleuResult {
  /** 0 to 100. */
  readonly score: number;
  /** How many of the predicted n-grams, from single words to four, are in a reference, and how many there are. */
  readonly counts: number[];
  readonly totals: number[];
  /** Their shares, smoothed, 0 to 100. */
  readonly precisions: number[];
  /** The brevity penalty, 0 to 1. */
  readonly bp: number;
  readonly sys_len: number;
  readonly ref_len: number;
}

const maxOrder = 4;

/**
 * BLEU of texts, such as translations, as sacreBLEU computes it (K. Papineni et al., "BLEU: a Method for Automatic Evaluation
 * of Machine Translation", 2002): the geometric mean of the precisions pₙ of n-grams, n = 1 to 4, over all texts together,
 * times a penalty for c words where the references have r:
 *
 *     min(1, exp(1 - r / c)) exp(Σ log pₙ / 4)
 *
 * Of several references, n-grams count that are in any, and r is of the one nearest in length, the shorter of two.
 */
export const sacrebleu = metricOver(checkTexts, "sacrebleu", schema, (pairs, options): SacrebleuResult => {
  const { smoothMethod, useEffectiveOrder, lowercase } = options;
  if (options.smoothValue !== undefined && (smoothMethod === "exp" || smoothMethod === "none"))
    throw new MetricOptionsError("sacrebleu", `smoothValue is for floor and add-k: ${smoothMethod}`);
  const smoothValue = options.smoothValue ?? (smoothMethod === "floor" ? 0.1 : 1);
  const tokenize = (text: string) =>
    bleuTokenizers[options.tokenize](trimEnd(lowercase ? text.toLowerCase() : text));
  const { counts, totals, systemLength, referenceLength } = bleuCounts(pairs, tokenize, maxOrder, nearest);
  const bp = brevityPenalty(systemLength, referenceLength);
  const precisions = new Array<number>(maxOrder).fill(0);
  const result = { counts, totals, precisions, bp, sys_len: systemLength, ref_len: referenceLength };
  if (counts.every((count) => count === 0)) return { score: 0, ...result };

  let zeros = 0;
  let order = maxOrder;
  for (let n = 0; n < maxOrder; n++) {
    if (smoothMethod === "add-k" && n > 0) {
      counts[n] = (counts[n] as number) + smoothValue;
      totals[n] = (totals[n] as number) + smoothValue;
    }
    const [count, total] = [counts[n] as number, totals[n] as number];
    if (total === 0) break;
    if (useEffectiveOrder) order = n + 1;
    if (count > 0) precisions[n] = (100 * count) / total;
    else if (smoothMethod === "exp") precisions[n] = 100 / (2 ** ++zeros * total);
    else if (smoothMethod === "floor") precisions[n] = (100 * smoothValue) / total;
  }
  const logs = precisions.slice(0, order).reduce((sum, precision) => sum + Math.log(precision), 0);
  return { score: bp * Math.exp(logs / order), ...result };
});

function nearest(lengths: readonly number[], predicted: number): number {
  const byDistance = lengths.toSorted((a, b) => Math.abs(a - predicted) - Math.abs(b - predicted) || a - b);
  return byDistance[0] as number;
}

function brevityPenalty(systemLength: number, referenceLength: number): number {
  if (systemLength >= referenceLength) return 1;
  return systemLength === 0 ? 0 : Math.exp(1 - referenceLength / systemLength);
}
