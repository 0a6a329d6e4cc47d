import { z } from "zod";
import { checkNumbers } from "../inputs/numbers.ts";
import { metricOver } from "../metric-function.ts";
import { mse } from "./mse.ts";

/** The root mean squared error of numbers, from 0 and in their unit: √(Σ (ŷ - y)² / n). */
export const rmse = metricOver(checkNumbers, "rmse", z.strictObject({}), (pairs) => ({
  rmse: mse(pairs, { squared: false }).mse,
}));
