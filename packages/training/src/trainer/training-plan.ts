import type { Batch } from "@llm-course/onnx";
import { TrainerError } from "./errors.ts";
import type { TrainingArguments } from "./training-arguments.ts";

/** How long a training is. */
export interface Plan {
  readonly maxSteps: number;
  /** Infinite where the length of an epoch is not known. */
  readonly epochs: number;
  /** Epochs done after a step: the one under way counts by its batches. */
  epochAfter(step: number, epoch: number, batches: number): number;
  /** @throws TrainerError for an epoch without batches */
  checkEpoch(batches: number): void;
}

/**
 * Plans a training.
 *
 * @param batches of an epoch, where known
 * @throws TrainerError where its end is not known
 */
export function trainingPlan(
  { numTrainEpochs, maxSteps, gradientAccumulationSteps }: TrainingArguments,
  batches: number | undefined,
): Plan {
  const checkEpoch = (done: number) => {
    if (done === 0) throw new TrainerError("expected batches in every epoch, given a dataset with: 0");
  };
  if (batches === undefined) {
    if (maxSteps === undefined)
      throw new TrainerError(
        "a dataset without length has no known end, set maxSteps or give one with length and at(index): undefined",
      );
    return { maxSteps, epochs: Number.MAX_SAFE_INTEGER, epochAfter: (step) => step / maxSteps, checkEpoch };
  }
  checkEpoch(batches);
  const steps = Math.ceil(batches / gradientAccumulationSteps);
  return {
    maxSteps: maxSteps ?? Math.ceil(numTrainEpochs * steps),
    epochs: Math.ceil(maxSteps === undefined ? numTrainEpochs : maxSteps / steps),
    epochAfter: (_step, epoch, done) => epoch + done / batches,
    checkEpoch,
  };
}

/** Batches in groups of those that make a step; the last of an epoch may be smaller. */
export async function* batchGroups(
  batches: AsyncIterable<Batch>,
  size: number,
): AsyncGenerator<Batch[], void> {
  let group: Batch[] = [];
  for await (const batch of batches) {
    group.push(batch);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}
