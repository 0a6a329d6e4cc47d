import { normalizeAnswer } from "./normalize-answer.ts";
import { countEach, overlap } from "./overlap.ts";

export interface AnswerScores {
  /** 1 if the words are the same, else 0. */
  readonly exact: number;
  /** The harmonic mean of the shares of words in common, from 0 to 1. */
  readonly f1: number;
}

/**
 * An answer beside the right ones, by that which suits it best, each score for itself.
 *
 * @param bothEmpty the F1 of an answer without words where the right one has none either
 */
export function answerScores(answer: string, rightOnes: readonly string[], bothEmpty: number): AnswerScores {
  const words = normalizeAnswer(answer);
  const scores = rightOnes.map((right) => compare(words, normalizeAnswer(right), bothEmpty));
  return {
    exact: Math.max(...scores.map(({ exact }) => exact)),
    f1: Math.max(...scores.map(({ f1 }) => f1)),
  };
}

function compare(words: readonly string[], right: readonly string[], bothEmpty: number): AnswerScores {
  const exact = words.join(" ") === right.join(" ") ? 1 : 0;
  if (words.length + right.length === 0) return { exact, f1: bothEmpty };
  const common = overlap(countEach(words), countEach(right));
  return { exact, f1: (2 * common) / (words.length + right.length) };
}
