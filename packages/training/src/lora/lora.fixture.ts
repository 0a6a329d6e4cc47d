import type { Batch } from "@llm-course/onnx";
import type { Task } from "../architectures/architecture.ts";
import { buildModel } from "../architectures/build-model.ts";
import { initializeWeights } from "../architectures/initialize-weights.ts";
import { normalNumbers } from "../architectures/normal-numbers.ts";
import { int64 } from "../checkpoints/tiny-batch.fixture.ts";
import { tinyConfigs } from "../checkpoints/tiny-models.fixture.ts";
import type { LoraNetwork } from "./add-lora.ts";

/** A small model of a type, with labels. */
export function tinyModel(type: string, task: Task) {
  const config = tinyConfigs[type] ?? {};
  return {
    config,
    network: buildModel(config, { task, labels: true }),
    weights: initializeWeights(config, { task, seed: 1 }),
  };
}

/** Adapters as if they had been trained: neither factor is zero. */
export function trainedAdapters({ network, modules }: LoraNetwork): Map<string, Float32Array> {
  const names = [...modules.values()].flatMap(({ a, b }) => [a, b]);
  return new Map(
    names.map((name) => {
      const [rows = 0, columns = 0] = network.parameters.get(name) ?? [];
      const number = normalNumbers(7, name);
      return [name, Float32Array.from({ length: rows * columns }, () => number() / 2)];
    }),
  );
}

/** Labels for `inputs`: of sequences, and of tokens. */
export const labels = {
  "sequence-classification": int64([1, 0]),
  "causal-lm": int64([
    [-100, -100, 6, 3],
    [-100, -100, 3, -100],
  ]),
} satisfies Partial<Record<Task, Batch[string]>>;
