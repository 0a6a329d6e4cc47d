import { z } from "zod";
import { checkNumbers } from "../inputs/numbers.ts";
import { metricOver } from "../metric-function.ts";
import { meanError } from "./mean-error.ts";

const schema = z.strictObject({
  /** Whether to leave the mean squared; without, its root is given. Default: yes. */
  squared: z.boolean().default(true),
});

/** The mean squared error of numbers, from 0: Σ (ŷ - y)² / n. */
export const mse = metricOver(checkNumbers, "mse", schema, (pairs, { squared }) => {
  const mean = meanError(pairs, (error) => error * error);
  return { mse: squared ? mean : Math.sqrt(mean) };
});
