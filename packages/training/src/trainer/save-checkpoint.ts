import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type CompiledModel,
  type StoredTensor,
  storedTensor,
  writeCheckpoint,
  writeSafetensors,
} from "@llm-course/onnx";
import type { Task } from "../architectures/architecture.ts";
import type { ModelConfig } from "../checkpoints/read-config.ts";
import { replaceFolder } from "../checkpoints/replace-folder.ts";
import { saveModel } from "../checkpoints/save-model.ts";
import type { ProcessingClass } from "../data/collator.ts";
import type { LrScheduler } from "../schedules/lr-scheduler.ts";
import { lastFile } from "./checkpoint-folders.ts";
import type { TrainerStateFile } from "./trainer-state-file.ts";
import type { TrainingProgress } from "./training-progress.ts";

/** An optimizer of a compiled model, or one that is used as those are. */
export interface TrainerOptimizer {
  readonly groups: readonly { learningRate?: number | undefined }[];
  step(): Promise<void>;
  stateDict(): Promise<ReadonlyMap<string, StoredTensor>>;
  loadStateDict(tensors: ReadonlyMap<string, StoredTensor>): Promise<void>;
  /** Called when the training has ended. */
  release(): Promise<void>;
}

/** What a checkpoint is made of. */
export interface CheckpointParts {
  readonly model: CompiledModel;
  readonly config?: ModelConfig | undefined;
  readonly task?: Task | undefined;
  readonly generationConfig?: ModelConfig | undefined;
  readonly processingClass?: ProcessingClass | undefined;
  readonly optimizer: TrainerOptimizer;
  readonly scheduler: LrScheduler;
  readonly progress: TrainingProgress;
  readonly state: TrainerStateFile;
}

/**
 * Writes a checkpoint beside its place and renames it: `model.safetensors` with `config.json`, the tokenizer,
 * `optimizer.safetensors`, `scheduler.json`, `training_progress.json` and Hugging Face's `trainer_state.json`.
 */
export async function saveCheckpoint(folder: string, parts: CheckpointParts): Promise<void> {
  await replaceFolder(folder, { last: lastFile }, async (temporary) => {
    await saveWeights(temporary, parts);
    await parts.processingClass?.savePretrained?.(temporary);
    await writeSafetensors(join(temporary, "optimizer.safetensors"), await parts.optimizer.stateDict());
    await writeJson(join(temporary, "scheduler.json"), parts.scheduler.stateDict());
    await writeJson(join(temporary, "training_progress.json"), parts.progress);
    await writeJson(join(temporary, lastFile), parts.state);
  });
}

/** The values of a model's parameters, in the memory it trains in. */
export function currentWeights({ parameters }: CompiledModel): Map<string, Float32Array> {
  return new Map([...parameters].map(([name, { data }]) => [name, data]));
}

async function saveWeights(
  folder: string,
  { model, config, task, generationConfig }: CheckpointParts,
): Promise<void> {
  const weights = currentWeights(model);
  if (config && task)
    return saveModel(folder, {
      ...{ config, task, weights, network: model.network, onnx: false },
      ...(generationConfig && { generationConfig }),
    });
  const tensors = [...model.parameters].map(
    ([name, { shape, data }]) => [name, storedTensor("F32", shape, data)] as const,
  );
  await writeCheckpoint(folder, new Map(tensors));
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`, { flush: true });
}
