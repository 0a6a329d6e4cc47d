import type { Batch } from "@llm-course/onnx";
import type { Task } from "../architectures/architecture.ts";
import { buildModel } from "../architectures/build-model.ts";
import { initializeWeights } from "../architectures/initialize-weights.ts";
import { normalNumbers } from "../architectures/normal-numbers.ts";
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

export const int64 = (rows: readonly (readonly number[])[] | readonly number[]) => ({
  type: "int64",
  data: BigInt64Array.from(rows.flat(), BigInt),
  dims: Array.isArray(rows[0]) ? [rows.length, rows[0].length] : [rows.length],
});

export const inputs: Batch = {
  input_ids: int64([
    [2, 5, 6, 3],
    [2, 7, 3, 0],
  ]),
  attention_mask: int64([
    [1, 1, 1, 1],
    [1, 1, 1, 0],
  ]),
  token_type_ids: int64([
    [0, 0, 0, 0],
    [0, 0, 0, 0],
  ]),
};

/** Labels for `inputs`: of sequences, and of tokens. */
export const labels = {
  "sequence-classification": int64([1, 0]),
  "causal-lm": int64([
    [-100, -100, 6, 3],
    [-100, -100, 3, -100],
  ]),
} satisfies Partial<Record<Task, Batch[string]>>;
