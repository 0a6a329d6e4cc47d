import { mkdir } from "node:fs/promises";
import { type DataCollator, type Dataset, Trainer, type TrainingOptions } from "@llm-course/training";
import type { TrainContext, Weights } from "../zoo/recipe.ts";
import { trainToEnd } from "../zoo/train-to-end.ts";
import { type EncoderSettings, encoderToTrain } from "./encoder-model.ts";

export interface EncoderTraining {
  readonly trainDataset: Dataset;
  readonly dataCollator: DataCollator;
  /** Over what all encoders are trained by: batches of similar length, a cosine after a tenth of warm-up. */
  readonly args: TrainingOptions;
}

/** Trains the adapters and the head of an encoder, with a checkpoint after each epoch. */
export async function trainEncoder(
  settings: EncoderSettings,
  { trainDataset, dataCollator, args }: EncoderTraining,
  context: TrainContext,
): Promise<Weights> {
  await mkdir(context.folder, { recursive: true });
  const model = await encoderToTrain(settings, context.seed);
  const trainer = new Trainer({
    model,
    args: {
      ...{ outputDir: context.folder, seed: context.seed, perDeviceTrainBatchSize: 16, groupByLength: true },
      ...{
        saveStrategy: "epoch",
        saveTotalLimit: 1,
        loggingSteps: 50,
        lrSchedulerType: "cosine",
        warmupRatio: 0.1,
      },
      ...args,
    },
    trainDataset,
    dataCollator,
    callbacks: context.callbacks,
  });
  return trainToEnd(trainer, context, model.trainable);
}
