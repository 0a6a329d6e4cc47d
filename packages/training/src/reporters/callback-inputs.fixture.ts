import type { TrainerControl } from "../trainer/callback.ts";

/** A trainer's control that asks for nothing. */
export const control: TrainerControl = {
  shouldTrainingStop: false,
  shouldEpochStop: false,
  shouldLog: false,
  shouldEvaluate: false,
  shouldSave: false,
};
