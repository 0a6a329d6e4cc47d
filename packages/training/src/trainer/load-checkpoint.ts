import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type CompiledModel, readCheckpoint, readFloat32Into, readSafetensors } from "@llm-course/onnx";
import { z } from "zod";
import type { Accelerator } from "../accelerate/accelerator.ts";
import type { LrScheduler } from "../schedules/lr-scheduler.ts";
import { lastFile } from "./checkpoint-folders.ts";
import { ResumeError } from "./errors.ts";
import type { TrainerOptimizer } from "./save-checkpoint.ts";
import type { TrainerState } from "./trainer-state.ts";
import { readState } from "./trainer-state-file.ts";
import {
  checkSettings,
  type ProgressSettings,
  progressSchema,
  type TrainingProgress,
} from "./training-progress.ts";

/** Names of weights in a message. */
const most = 10;

const schedulerSchema = z.object({ steps: z.int().nonnegative(), initialLearningRates: z.array(z.number()) });

interface Parts {
  readonly accelerator: Accelerator;
  readonly model: CompiledModel;
  readonly optimizer: TrainerOptimizer;
  readonly scheduler: LrScheduler;
  readonly settings: ProgressSettings;
}

export interface Resumed {
  readonly state: TrainerState;
  readonly callbacks: Readonly<Record<string, unknown>>;
  readonly progress: TrainingProgress;
}

/**
 * Puts a training where it was when `saveCheckpoint` wrote the folder. Nothing is changed where it does not fit.
 *
 * @throws ResumeError for a folder that is no checkpoint, or one of other settings or of another model
 */
export async function loadCheckpoint(folder: string, parts: Parts): Promise<Resumed> {
  const { accelerator, model, optimizer, scheduler, settings } = parts;
  const saved = await readJson(folder, lastFile, { parse: readState });
  const progress = await readJson(folder, "training_progress.json", progressSchema);
  const schedulerState = await readJson(folder, "scheduler.json", schedulerSchema);
  checkSettings(folder, progress.settings, settings);
  await using optimizerState = await broken(folder, () =>
    readSafetensors(join(folder, "optimizer.safetensors")),
  );
  await loadWeights(folder, model, async () => {
    await broken(folder, async () => {
      scheduler.loadStateDict(schedulerState);
      await optimizer.loadStateDict(optimizerState.tensors);
    });
  });
  // The other processes have drawn as often, with seeds of their own.
  const { seed } = accelerator.isMainProcess ? progress.dropoutState : model.dropoutState;
  model.dropoutState = { ...progress.dropoutState, seed };
  return { ...saved, progress };
}

/**
 * Reads the weights of a checkpoint into a model.
 *
 * @param before is done when they are known to fit
 * @throws ResumeError where they do not
 */
export async function loadWeights(
  folder: string,
  { parameters }: CompiledModel,
  before: () => Promise<void> = async () => {},
): Promise<void> {
  await using checkpoint = await readCheckpoint(folder);
  const { tensors } = checkpoint;
  const missing = [...parameters.keys()].filter((name) => !tensors.has(name));
  const unexpected = [...tensors.keys()].filter((name) => !parameters.has(name));
  const mismatched = [...parameters.values()].flatMap(({ name, shape }) => {
    const tensor = tensors.get(name);
    if (!tensor || String(tensor.shape) === String(shape)) return [];
    return `${name} (expected [${shape}], given [${tensor.shape}])`;
  });
  const differences = [
    ...mismatched,
    ...missing.map((name) => `${name} (missing)`),
    ...unexpected.map((name) => `${name} (unexpected)`),
  ];
  if (differences.length > 0) {
    const rest = differences.length > most ? `, and ${differences.length - most} more` : "";
    throw new ResumeError(
      `checkpoint of another model, give the one it was made from: ${differences.slice(0, most).join(", ")}${rest} (${folder})`,
    );
  }
  await before();
  for (const [name, tensor] of tensors) {
    const parameter = parameters.get(name);
    if (parameter) await readFloat32Into(tensor, parameter.data);
  }
}

async function readJson<T>(folder: string, name: string, schema: { parse(content: unknown): T }): Promise<T> {
  return broken(folder, async () => schema.parse(JSON.parse(await readFile(join(folder, name), "utf8"))));
}

async function broken<T>(folder: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    throw new ResumeError(`checkpoint cannot be resumed from, ${reason}: ${folder}`, { cause: error });
  }
}
