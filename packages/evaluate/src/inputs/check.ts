import { LengthMismatchError } from "../errors.ts";
import type { MetricInput, Pairs } from "../labels.ts";

/**
 * Checks what a metric is given and copies it into lists. A `Metric` applies it to each batch, and the metric again to all
 * of them, so it takes what it gives.
 */
export type Check<Prediction, Reference, P extends Prediction, R extends Reference> = (
  input: MetricInput<Prediction, Reference>,
) => Pairs<P, R>;

/** Makes a check of one for a single prediction and one for a single reference, each told its index. */
export function checkEach<Prediction, Reference, P extends Prediction, R extends Reference>(
  prediction: (value: Prediction, index: number) => P,
  reference: (value: Reference, index: number) => R,
): Check<Prediction, Reference, P, R> {
  return ({ predictions, references }) => {
    if (predictions.length !== references.length)
      throw new LengthMismatchError(predictions.length, references.length);
    return {
      predictions: Array.from(predictions, prediction),
      references: Array.from(references, reference),
    };
  };
}
