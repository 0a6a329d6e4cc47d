import type { Pairs } from "../labels.ts";
import { countNgrams, mostNgrams } from "./ngrams.ts";
import { overlap } from "./overlap.ts";

/** What BLEU is computed from. */
export interface BleuCounts {
  /** For n-grams of 1, 2, … tokens: how many of those predicted are in a reference, each at most as often as there. */
  readonly counts: number[];
  /** How many are predicted. */
  readonly totals: number[];
  readonly systemLength: number;
  readonly referenceLength: number;
}

/**
 * Counts over all texts.
 *
 * @param referenceLength which length to take of several references
 */
export function bleuCounts(
  { predictions, references }: Pairs<string, readonly string[]>,
  tokenize: (text: string) => string[],
  maxOrder: number,
  referenceLength: (lengths: readonly number[], predicted: number) => number,
): BleuCounts {
  const counts = new Array<number>(maxOrder).fill(0);
  const totals = new Array<number>(maxOrder).fill(0);
  const lengths = { systemLength: 0, referenceLength: 0 };
  for (const [i, texts] of references.entries()) {
    const predicted = tokenize(predictions[i] as string);
    const right = texts.map(tokenize);
    lengths.systemLength += predicted.length;
    lengths.referenceLength += referenceLength(
      right.map((tokens) => tokens.length),
      predicted.length,
    );
    for (let n = 1; n <= maxOrder; n++) {
      const matches = overlap(countNgrams(predicted, n), mostNgrams(right, n));
      counts[n - 1] = (counts[n - 1] as number) + matches;
      totals[n - 1] = (totals[n - 1] as number) + Math.max(0, predicted.length - n + 1);
    }
  }
  return { counts, totals, ...lengths };
}
