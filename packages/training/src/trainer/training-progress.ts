import { z } from "zod";
import type { Accelerator } from "../accelerate/accelerator.ts";
import { ResumeError } from "./errors.ts";
import { lossScalerSchema } from "./loss-scaler.ts";
import { mixedPrecision } from "./mixed-precision.ts";
import type { TrainingArguments } from "./training-arguments.ts";

const whole = z.int().nonnegative();

/** What decides which batches come next, and with what chance. */
const settingsSchema = z.object({
  seed: whole,
  dataSeed: whole,
  perDeviceTrainBatchSize: whole,
  gradientAccumulationSteps: whole,
  groupByLength: z.boolean(),
  dataloaderDropLast: z.boolean(),
  numProcesses: whole.default(1),
  mixedPrecision: z.enum(["no", "fp16", "bf16"]).default("no"),
  /** Batches of an epoch, where known. */
  batches: whole.nullable(),
});

/** The file `training_progress.json`. */
export const progressSchema = z.object({
  settings: settingsSchema,
  /** The epoch under way, and its batches done. */
  epoch: whole,
  batch: whole,
  /** Of the main process. */
  dropoutState: z.object({ seed: whole, step: whole }),
  /** What an interruption has come before; it is done first. */
  due: z.object({ evaluate: z.boolean(), save: z.boolean() }),
  /** Sums over steps, since the last log and since the beginning. */
  loss: z.object({ sum: z.number(), steps: whole, total: z.number() }),
  /** Of fp16. */
  lossScaler: lossScalerSchema.optional(),
});

export type TrainingProgress = z.output<typeof progressSchema>;
export type ProgressSettings = z.output<typeof settingsSchema>;

/** @param batches of an epoch in each process, where known */
export function progressSettings(
  args: TrainingArguments,
  { numProcesses }: Pick<Accelerator, "numProcesses">,
  batches: number | undefined,
): ProgressSettings {
  const { seed, dataSeed = seed, perDeviceTrainBatchSize, gradientAccumulationSteps } = args;
  const { groupByLength, dataloaderDropLast } = args;
  return {
    ...{
      seed,
      dataSeed,
      perDeviceTrainBatchSize,
      gradientAccumulationSteps,
      groupByLength,
      dataloaderDropLast,
      numProcesses,
    },
    mixedPrecision: mixedPrecision(args),
    batches: batches ?? null,
  };
}

/** @throws ResumeError where batches would not be those that the checkpoint's training had gone on with */
export function checkSettings(folder: string, saved: ProgressSettings, given: ProgressSettings): void {
  const names = Object.keys(given) as (keyof ProgressSettings)[];
  const differences = names
    .filter((name) => saved[name] !== given[name])
    .map((name) => `${name} (expected ${saved[name]}, given ${given[name]})`);
  if (differences.length > 0)
    throw new ResumeError(
      `checkpoint of another training, use its settings or start anew from its weights with loadModel: ${differences.join(", ")} (${folder})`,
    );
}
