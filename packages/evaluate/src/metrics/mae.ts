import { z } from "zod";
import { checkNumbers } from "../inputs/numbers.ts";
import { metricOver } from "../metric-function.ts";
import { meanError } from "./mean-error.ts";

/** The mean absolute error of numbers, from 0: Σ |ŷ - y| / n. */
export const mae = metricOver(checkNumbers, "mae", z.strictObject({}), (pairs) => ({
  mae: meanError(pairs, Math.abs),
}));
