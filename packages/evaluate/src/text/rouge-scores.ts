import { commonLength, longestCommonSubsequence } from "./longest-common-subsequence.ts";
import { countNgrams } from "./ngrams.ts";
import { countEach, overlap } from "./overlap.ts";
import { porterStem } from "./porter-stem.ts";

type Digit = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
export type RougeType = `rouge${Digit}` | "rougeL" | "rougeLsum";

/** All from 0 to 1. */
export interface RougeScore {
  /** The share of the prediction that is in the reference. */
  readonly precision: number;
  /** The share of the reference that is in the prediction. */
  readonly recall: number;
  /** Their harmonic mean. */
  readonly fmeasure: number;
}

/**
 * How much of one text, such as a summary, is in another (C.-Y. Lin, "ROUGE: A Package for Automatic Evaluation of Summaries",
 * 2004): `rouge1` to `rouge9` compare runs of that many words, `rougeL` the longest common subsequence of words, and
 * `rougeLsum` that of each line, summed up. Words are what a-z and 0-9 make, in lower case.
 *
 * @param useStemmer whether words of four letters and more are compared by their stems
 */
export function rougeScore(
  type: RougeType,
  prediction: string,
  reference: string,
  useStemmer: boolean,
): RougeScore {
  if (type === "rougeLsum") return summaryScore(lines(prediction, useStemmer), lines(reference, useStemmer));
  const predicted = words(prediction, useStemmer);
  const expected = words(reference, useStemmer);
  if (type === "rougeL") return score(commonLength(expected, predicted), predicted.length, expected.length);
  const n = Number(type.slice("rouge".length));
  const matches = overlap(countNgrams(predicted, n), countNgrams(expected, n));
  return score(matches, predicted.length - n + 1, expected.length - n + 1);
}

function words(text: string, useStemmer: boolean): string[] {
  const plain = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return useStemmer ? plain.map((word) => (word.length > 3 ? porterStem(word) : word)) : plain;
}

const lines = (text: string, useStemmer: boolean) => text.split("\n").map((line) => words(line, useStemmer));

function score(matches: number, predicted: number, expected: number): RougeScore {
  const precision = matches / Math.max(predicted, 1);
  const recall = matches / Math.max(expected, 1);
  const fmeasure = matches === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  return { precision, recall, fmeasure };
}

/** Of each line of the reference, what any line of the prediction has in common, but no word more often than it is there. */
function summaryScore(predicted: readonly string[][], expected: readonly string[][]): RougeScore {
  const left = countEach(predicted.flat());
  let matches = 0;
  for (const line of expected) {
    const places = new Set(predicted.flatMap((other) => longestCommonSubsequence(line, other)));
    for (const place of places) {
      const word = line[place] as string;
      const count = left.get(word) ?? 0;
      if (count > 0) matches++;
      left.set(word, count - 1);
    }
  }
  return score(matches, predicted.flat().length, expected.flat().length);
}
