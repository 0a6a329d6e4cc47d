import { z } from "zod";

const label = z.union([z.int(), z.string()]);

/** Options that metrics share. */
export const labelOptions = {
  /** The labels that count, in the order wanted. Default: all that occur, ascending. */
  labels: z.array(label).min(1).readonly().optional(),
  /** What 0 / 0 is taken for: a label that is never predicted, say, has no precision. Default: 0. */
  zeroDivision: z.union([z.literal(0), z.literal(1)]).default(0),
};

/** The label that is looked for, in binary scores. Default: 1. */
export const posLabel = label.default(1);
