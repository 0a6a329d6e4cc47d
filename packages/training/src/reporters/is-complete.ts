import type { TrainerControl } from "../trainer/callback.ts";
import type { TrainerState } from "../trainer/trainer-state.ts";

/** Whether a training that ends does so because it is done, or was told to; else it failed. */
export function isComplete(
  { globalStep, maxSteps }: TrainerState,
  { shouldTrainingStop }: TrainerControl,
): boolean {
  return globalStep >= maxSteps || shouldTrainingStop;
}
