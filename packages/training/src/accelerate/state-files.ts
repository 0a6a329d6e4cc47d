import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type CompiledModel,
  type CompiledOptimizer,
  readFloat32Into,
  readSafetensors,
  type Safetensors,
  type StoredTensor,
  storedTensor,
  writeSafetensors,
} from "@llm-course/onnx";
import { z } from "zod";
import { replaceFolder } from "../checkpoints/replace-folder.ts";
import type { LrScheduler } from "../schedules/lr-scheduler.ts";
import { AcceleratorError } from "./errors.ts";

/** What was prepared and changes while training, in the order of preparation. */
export interface StateParts {
  readonly models: CompiledModel[];
  readonly optimizers: CompiledOptimizer<{ readonly parameters: readonly string[] }>[];
  readonly schedulers: LrScheduler[];
}

/** What is no tensor. */
const schema = z.object({
  schedulers: z.array(z.object({ steps: z.int(), initialLearningRates: z.array(z.number()).readonly() })),
  /** Of each model; the seed is each process's own. */
  dropoutSteps: z.array(z.int().nonnegative()),
});
const stateFile = "accelerator_state.json";

/** Accelerate's names: "model.safetensors", "model_1.safetensors" and so on. */
const fileName = (kind: string, index: number) => `${kind}${index === 0 ? "" : `_${index}`}.safetensors`;

/** Writes weights, optimizers and schedules into a folder, all or nothing. */
export async function saveState(path: string, { models, optimizers, schedulers }: StateParts): Promise<void> {
  await replaceFolder(path, { last: stateFile }, async (folder) => {
    for (const [i, { parameters }] of models.entries()) {
      const tensors = [...parameters.values()].map(({ name, shape, data }): [string, StoredTensor] => [
        name,
        storedTensor("F32", shape, data),
      ]);
      await writeSafetensors(join(folder, fileName("model", i)), new Map(tensors));
    }
    for (const [i, optimizer] of optimizers.entries())
      await writeSafetensors(join(folder, fileName("optimizer", i)), await optimizer.stateDict());
    const state: z.infer<typeof schema> = {
      schedulers: schedulers.map((scheduler) => scheduler.stateDict()),
      dropoutSteps: models.map(({ dropoutState }) => dropoutState.step),
    };
    await writeFile(join(folder, stateFile), JSON.stringify(state));
  });
}

/** @throws AcceleratorError for weights of another model, and another number of models or schedules */
export async function loadState(
  folder: string,
  { models, optimizers, schedulers }: StateParts,
): Promise<void> {
  const state = schema.parse(JSON.parse(await readFile(join(folder, stateFile), "utf8")));
  const saved = `${state.dropoutSteps.length} models and ${state.schedulers.length} schedulers`;
  const given = `${models.length} models and ${schedulers.length} schedulers`;
  if (saved !== given)
    throw new AcceleratorError(`prepare what the state was saved with, expected ${saved}: ${given}`);
  await using files = new AsyncDisposableStack();
  const open = async (kind: string, i: number) =>
    files.use(await readSafetensors(join(folder, fileName(kind, i))));
  const weights = await Promise.all(models.map((_, i) => open("model", i)));
  const states = await Promise.all(optimizers.map((_, i) => open("optimizer", i)));
  for (const [i, model] of models.entries()) checkWeights(model, weights[i] as Safetensors);
  for (const [i, optimizer] of optimizers.entries())
    await optimizer.loadStateDict((states[i] as Safetensors).tensors);
  for (const [i, model] of models.entries()) {
    for (const [name, tensor] of (weights[i] as Safetensors).tensors)
      await readFloat32Into(tensor, model.parameters.get(name)?.data ?? new Float32Array());
    model.dropoutState = { ...model.dropoutState, step: state.dropoutSteps[i] as number };
  }
  for (const [i, scheduler] of schedulers.entries())
    scheduler.loadStateDict(state.schedulers[i] as (typeof state.schedulers)[0]);
}

function checkWeights({ parameters }: CompiledModel, { tensors }: Safetensors): void {
  const described = (all: ReadonlyMap<string, { readonly shape: readonly number[] }>) =>
    [...all].map(([name, { shape }]) => `${name} [${shape}]`).sort();
  const [expected, given] = [described(parameters), described(tensors)];
  const wrong = new Set(given).symmetricDifference(new Set(expected));
  if (wrong.size > 0)
    throw new AcceleratorError(`the state is of another model, which differs in: ${[...wrong].join(", ")}`);
}
