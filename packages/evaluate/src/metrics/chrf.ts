import { z } from "zod";
import { checkTexts } from "../inputs/texts.ts";
import { metricOver } from "../metric-function.ts";
import { countNgrams } from "../text/ngrams.ts";
import { overlap } from "../text/overlap.ts";
import { splitWords } from "../text/whitespace.ts";

const schema = z.strictObject({
  /** The longest runs of characters that count. Default: 6. */
  charOrder: z.int().min(1).default(6),
  /** The longest runs of words that count; 2 makes it chrF++. Default: 0. */
  wordOrder: z.int().min(0).default(0),
  /** How much more recall weighs than precision. Default: 2. */
  beta: z.int().min(1).default(2),
  /** Whether upper and lower case are the same. Default: no. */
  lowercase: z.boolean().default(false),
  /** Whether white space counts as characters. Default: no. */
  whitespace: z.boolean().default(false),
  /** Whether to average the F-scores of all lengths, as chrF++.py, instead of precisions and recalls. Default: no. */
  epsSmoothing: z.boolean().default(false),
});

export type ChrfOptions = z.input<typeof schema>;
type Options = z.output<typeof schema>;

/** How many n-grams of one length are predicted, are in the reference, and are in both. */
type Counts = [predicted: number, expected: number, matches: number];

/**
 * chrF of texts, 0 to 100, as sacreBLEU computes it (M. Popović, "chrF: character n-gram F-score for automatic MT
 * evaluation", 2015): with P and R the means of the precisions and recalls of n-grams of characters over all texts together,
 *
 *     (1 + β²) P R / (β² P + R)
 *
 * It needs no tokenizer and forgives endings. Of several references, each text takes that which gives it the best score.
 */
export const chrf = metricOver(checkTexts, "chrf", schema, ({ predictions, references }, options) => {
  const { charOrder, wordOrder, beta } = options;
  const sums = Array.from({ length: charOrder + wordOrder }, (): Counts => [0, 0, 0]);
  for (const [i, texts] of references.entries()) {
    const predicted = ngramsOf(predictions[i] as string, options);
    const candidates = texts.map((text) => compare(predicted, ngramsOf(text, options)));
    const scores = candidates.map((counts) => fScore(counts, options));
    const best = candidates[scores.indexOf(Math.max(...scores))] as Counts[];
    for (const [n, counts] of best.entries())
      for (const [k, count] of counts.entries()) (sums[n] as number[])[k] = (sums[n]?.[k] as number) + count;
  }
  return { score: fScore(sums, options), char_order: charOrder, word_order: wordOrder, beta };
});

type Ngrams = Map<string, number>[];

function ngramsOf(given: string, { charOrder, wordOrder, lowercase, whitespace }: Options): Ngrams {
  const text = lowercase ? given.toLowerCase() : given;
  const characters = [...(whitespace ? text : splitWords(text).join(""))];
  const words = splitWords(text).flatMap(setPunctuationApart);
  return [
    ...Array.from({ length: charOrder }, (_, n) => countNgrams(characters, n + 1)),
    ...Array.from({ length: wordOrder }, (_, n) => countNgrams(words, n + 1)),
  ];
}

/** At the end of a word, or else at its beginning. */
function setPunctuationApart(word: string): string[] {
  const characters = [...word];
  if (characters.length === 1) return [word];
  const isPunctuation = (character = "") => /[!-/:-@[-`{-~]/.test(character);
  if (isPunctuation(characters.at(-1))) return [word.slice(0, -1), word.slice(-1)];
  return isPunctuation(characters[0]) ? [word.slice(0, 1), word.slice(1)] : [word];
}

function compare(predicted: Ngrams, expected: Ngrams): Counts[] {
  const total = (counts: Map<string, number>) => counts.values().reduce((sum, count) => sum + count, 0);
  return predicted.map((own, n): Counts => {
    const others = expected[n] as Map<string, number>;
    return [others.size > 0 ? total(own) : 0, total(others), overlap(own, others)];
  });
}

function fScore(all: readonly Counts[], { beta, epsSmoothing }: Options): number {
  const f = (precision: number, recall: number, none: number) =>
    precision + recall > 0 ? ((1 + beta ** 2) * precision * recall) / (beta ** 2 * precision + recall) : none;
  if (epsSmoothing) {
    const tiny = 1e-16;
    const scores = all.map(([predicted, expected, matches]) =>
      f(predicted > 0 ? matches / predicted : tiny, expected > 0 ? matches / expected : tiny, tiny),
    );
    return (100 * scores.reduce((sum, score) => sum + score, 0)) / all.length;
  }
  const both = all.filter(([predicted, expected]) => predicted > 0 && expected > 0);
  const mean = (share: (counts: Counts) => number) =>
    both.reduce((sum, counts) => sum + share(counts), 0) / (both.length || 1);
  const precision = mean(([predicted, _, matches]) => matches / predicted);
  const recall = mean(([_, expected, matches]) => matches / expected);
  return 100 * f(precision, recall, 0);
}
