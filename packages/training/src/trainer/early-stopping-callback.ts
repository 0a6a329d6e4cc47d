import { z } from "zod";
import { bestMetricValue, isBetter } from "./best-metric.ts";
import type { TrainerCallback } from "./callback.ts";
import { TrainingArgumentsError } from "./errors.ts";

export interface EarlyStoppingOptions {
  /** Evaluations in a row that may be no better than the best. Default: 1. */
  readonly earlyStoppingPatience?: number;
  /** By how much the metric must be better than the best to count. Default: 0. */
  readonly earlyStoppingThreshold?: number;
}

const stateSchema = z.object({ patience: z.int().nonnegative(), best: z.number().nullable() });

/**
 * Ends a training whose evaluations no longer get better, by `metricForBestModel`.
 *
 * @throws TrainingArgumentsError when training begins without evaluations
 */
export function earlyStoppingCallback({
  earlyStoppingPatience = 1,
  earlyStoppingThreshold = 0,
}: EarlyStoppingOptions = {}): TrainerCallback {
  let best: number | undefined;
  let patience = 0;
  return {
    stateName: "EarlyStoppingCallback",
    stateDict: () => ({ patience, best: best ?? null }),
    loadStateDict(state) {
      const saved = stateSchema.parse(state);
      patience = saved.patience;
      best = saved.best ?? undefined;
    },
    onTrainBegin(args, { globalStep }) {
      if (globalStep === 0) [best, patience] = [undefined, 0];
      if (args.evalStrategy === "no")
        throw new TrainingArgumentsError(
          `earlyStoppingCallback needs evaluations, set evalStrategy to "epoch": ${args.evalStrategy}`,
        );
    },
    onEvaluate(args, _state, control, { metrics = {} }) {
      const value = bestMetricValue(args, metrics);
      if (
        isBetter(args, value, best) &&
        !(Math.abs(value - (best ?? Number.NaN)) <= earlyStoppingThreshold)
      ) {
        best = value;
        patience = 0;
      } else if (++patience >= earlyStoppingPatience) control.shouldTrainingStop = true;
    },
  };
}
