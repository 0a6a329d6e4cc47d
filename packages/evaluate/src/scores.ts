import type { LabelCounts } from "./label-counts.ts";

/** A score of a label by its counts; `zeroDivision` is what 0 / 0 gives. */
export type Score = (counts: LabelCounts, zeroDivision: number) => number;

/** The formulas, with TP the true positives. */
export const scores = {
  /** TP / predicted */
  precision: ({ truePositives, predicted }, zeroDivision) =>
    predicted === 0 ? zeroDivision : truePositives / predicted,
  /** TP / support */
  recall: ({ truePositives, support }, zeroDivision) =>
    support === 0 ? zeroDivision : truePositives / support,
  /** 2 TP / (predicted + support), the harmonic mean of both */
  f1: ({ truePositives, predicted, support }, zeroDivision) =>
    predicted + support === 0 ? zeroDivision : (2 * truePositives) / (predicted + support),
} satisfies Record<string, Score>;

export type ScoreName = keyof typeof scores;
