import { z } from "zod";
import { metricFunction } from "../metric-function.ts";

/** The share of the predictions that are right. */
export const accuracy = metricFunction("accuracy", z.strictObject({}), ({ predictions, references }) => ({
  accuracy: references.filter((reference, i) => reference === predictions[i]).length / references.length,
}));
