import { type Batch, type CompiledModel, CompiledOptimizer } from "@llm-course/onnx";
import type { Accelerator } from "../accelerate/accelerator.ts";
import type { Task } from "../architectures/architecture.ts";
import { countLabels } from "./count-labels.ts";
import { NonFiniteLossError, type Whereabouts } from "./errors.ts";
import type { LossScaler } from "./loss-scaler.ts";
import type { TrainerOptimizer } from "./save-checkpoint.ts";

interface StepOptions {
  readonly accelerator: Accelerator;
  readonly model: CompiledModel;
  readonly optimizer: TrainerOptimizer;
  /** Whose gradients make the step, with those of the other processes. */
  readonly batches: readonly Batch[];
  readonly labelNames: readonly string[];
  readonly task: Task | undefined;
  /** Of fp16. */
  readonly lossScaler: LossScaler | undefined;
  /** 0 for no clipping. */
  readonly maxGradNorm: number;
  /** Where the training is, with batch i of the step. */
  readonly where: (i: number) => Promise<Whereabouts>;
}

/** A number that ends the training. */
interface NonFinite {
  readonly what: string;
  readonly value: number;
  readonly batch: number;
}

/**
 * One step of the optimizer. Its gradient is that of the mean over all labels which count in all of its batches, so
 * batches weigh as much as they have labels: four batches of two are one of eight, and so are two in each of two
 * processes. Collective.
 *
 * Where one backward pass has the whole gradient, and nothing reads its norm, the step is taken within it, so that with
 * gradient checkpointing few gradients are in memory at a time.
 *
 * Under fp16 the loss is scaled, and a step whose gradients overflow is left out, so that the next one is scaled by less.
 *
 * @returns the same mean of the loss, the norm of the gradients before clipping, and whether the step was taken
 * @throws NonFiniteLossError in all processes, before the step, so that the weights stay as they are
 */
export async function optimizationStep(
  options: StepOptions,
): Promise<{ loss: number; gradNorm: number | undefined; isTaken: boolean }> {
  const { accelerator, model, optimizer, batches, labelNames, task, lossScaler, maxGradNorm, where } =
    options;
  const { numProcesses } = accelerator;
  const check = (found: NonFinite | undefined) => throwNonFinite(accelerator, found, where);
  const counts = batches.map((batch) => countLabels(batch, labelNames, task));
  const all = await accelerator.reduce(counts.reduce((sum, count) => sum + count, 0));
  if (all === 0) await check({ what: "mean over no label that counts", value: Number.NaN, batch: 0 });
  await model.zeroGradients();
  const isAlone = batches.length === 1 && numProcesses === 1 && maxGradNorm === 0 && !lossScaler;
  const within = isAlone && optimizer instanceof CompiledOptimizer ? { optimizer } : {};
  let mean = 0;
  let found: NonFinite | undefined;
  for (const [batch, inputs] of batches.entries()) {
    const share = (counts[batch] as number) / all;
    // Gradients are averaged with those of the other processes, which need some, if only zeros.
    if (share === 0 && numProcesses === 1) continue;
    // The mean over processes is to be the sum.
    const scale = share * numProcesses * (lossScaler?.scale ?? 1);
    const { loss: value } = await model.backward(inputs, { scale, ...within });
    if (share === 0) continue;
    if (!Number.isFinite(value)) {
      found = { what: "loss", value, batch };
      break;
    }
    mean += share * value;
  }
  await check(found);
  await accelerator.averageGradients(model);
  const loss = await accelerator.reduce(mean);
  if (lossScaler) {
    const { scale } = lossScaler;
    const areFinite = await model.unscaleGradients(scale);
    lossScaler.update(areFinite);
    // Gradients that overflow without a scale are no matter of the scale.
    if (!areFinite && scale < 1)
      await check({
        what: "norm of the gradients",
        value: Number.POSITIVE_INFINITY,
        batch: batches.length - 1,
      });
    if (!areFinite) return { loss, gradNorm: undefined, isTaken: false };
  }
  const gradNorm = maxGradNorm > 0 ? await model.clipGradNorm(maxGradNorm) : undefined;
  if (gradNorm !== undefined && !Number.isFinite(gradNorm))
    await check({ what: "norm of the gradients", value: gradNorm, batch: batches.length - 1 });
  if (!("optimizer" in within)) await optimizer.step();
  return { loss, gradNorm, isTaken: true };
}

/** Throws in all processes what one has found, with the examples of all that have. Collective. */
async function throwNonFinite(
  accelerator: Accelerator,
  found: NonFinite | undefined,
  where: StepOptions["where"],
): Promise<void> {
  const own = found && { ...found, where: await where(found.batch) };
  const [first, ...others] = (await accelerator.gather(own)).filter((each) => each !== undefined);
  if (!first) return;
  const examples = first.where.examples?.concat(...others.map((each) => each.where.examples ?? []));
  throw new NonFiniteLossError(first.what, first.value, { ...first.where, examples });
}
