// Predictions that the tests make in one process and in several.

import { buildModel } from "../architectures/build-model.ts";
import { initializeWeights } from "../architectures/initialize-weights.ts";
import { dataCollatorForSeq2Seq } from "../data/data-collator-for-seq2-seq.ts";
import type { EvalPrediction } from "./compute-metrics.ts";
import { Seq2SeqTrainer } from "./seq2-seq-trainer.ts";
import { spelledNumbers, spellerConfig } from "./spelled-numbers.fixture.ts";
import type { TrainerModel } from "./trainer-model.ts";

/** A model that knows nothing. */
export function newSpeller(): TrainerModel {
  const task = "seq2seq-lm";
  return {
    ...{ config: spellerConfig, task },
    network: buildModel(spellerConfig, { task, labels: true }),
    weights: initializeWeights(spellerConfig, { task, seed: 1 }),
  };
}

export async function predictNumbers(): Promise<Pick<EvalPrediction, "predictions" | "labelIds">> {
  await using trainer = new Seq2SeqTrainer({
    model: newSpeller(),
    args: { predictWithGenerate: true, generationMaxLength: 7, perDeviceEvalBatchSize: 4 },
    dataCollator: dataCollatorForSeq2Seq({ padTokenId: 0 }),
  });
  const { predictions, labelIds } = await trainer.predict(spelledNumbers.slice(0, 30));
  return { predictions, labelIds };
}
