import type { Batch, CompiledModel } from "@llm-course/onnx";
import type { Task } from "../architectures/architecture.ts";
import { countLabels } from "./count-labels.ts";
import { NonFiniteLossError, type Whereabouts } from "./errors.ts";
import type { TrainerOptimizer } from "./save-checkpoint.ts";

interface StepOptions {
  readonly model: CompiledModel;
  readonly optimizer: TrainerOptimizer;
  /** Whose gradients make the step. */
  readonly batches: readonly Batch[];
  readonly labelNames: readonly string[];
  readonly task: Task | undefined;
  /** 0 for no clipping. */
  readonly maxGradNorm: number;
  /** Where the training is, with batch i of the step. */
  readonly where: (i: number) => Promise<Whereabouts>;
}

/**
 * One step of the optimizer. Its gradient is that of the mean over all labels which count in all of its batches, so
 * batches weigh as much as they have labels: four batches of two are one of eight.
 *
 * @returns the same mean of the loss, and the norm of the gradients before clipping
 * @throws NonFiniteLossError before the step, so that the weights stay as they are
 */
export async function optimizationStep(
  options: StepOptions,
): Promise<{ loss: number; gradNorm: number | undefined }> {
  const { model, optimizer, batches, labelNames, task, maxGradNorm, where } = options;
  const counts = batches.map((batch) => countLabels(batch, labelNames, task));
  const all = counts.reduce((sum, count) => sum + count, 0);
  if (all === 0) throw new NonFiniteLossError("mean over no label that counts", Number.NaN, await where(0));
  await model.zeroGradients();
  let mean = 0;
  for (const [i, batch] of batches.entries()) {
    const share = (counts[i] as number) / all;
    if (share === 0) continue;
    const { loss } = await model.backward(batch, { scale: share });
    if (!Number.isFinite(loss)) throw new NonFiniteLossError("loss", loss, await where(i));
    mean += share * loss;
  }
  const gradNorm = maxGradNorm > 0 ? await model.clipGradNorm(maxGradNorm) : undefined;
  if (gradNorm !== undefined && !Number.isFinite(gradNorm))
    throw new NonFiniteLossError("norm of the gradients", gradNorm, await where(batches.length - 1));
  await optimizer.step();
  return { loss: mean, gradNorm };
}
