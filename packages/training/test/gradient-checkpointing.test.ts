// Activations that are computed again give what kept ones give: loss, outputs and gradients of every architecture, with
// dropout, for batches of two shapes, and where lower layers are frozen.

import { type Batch, type CompiledModel, compile, estimateTrainingMemory } from "@llm-course/onnx";
import { expect, test } from "vitest";
import type { Task } from "../src/architectures/architecture.ts";
import { modelTypes } from "../src/architectures/architectures.ts";
import { buildModel } from "../src/architectures/build-model.ts";
import { initializeWeights } from "../src/architectures/initialize-weights.ts";
import { inputs, int64 } from "../src/checkpoints/tiny-batch.fixture.ts";
import { tinyConfigs } from "../src/checkpoints/tiny-models.fixture.ts";
import { batchFor, tasks } from "./tiny-tasks.ts";

const longer = {
  input_ids: int64([[2, 5, 6, 8, 10, 3]]),
  attention_mask: int64([[1, 1, 1, 1, 1, 1]]),
  token_type_ids: int64([[0, 0, 0, 1, 1, 1]]),
};
const ofTokens: readonly Batch[] = [
  {
    ...inputs,
    labels: int64([
      [0, 1, 1, 0],
      [1, 0, 1, -100],
    ]),
  },
  { ...longer, labels: int64([[0, 1, 1, 0, 1, 0]]) },
];

/** Classifiers of tokens see batches of two shapes, the others the same batch twice. */
function batchesOf(task: Task): readonly Batch[] {
  return task === "token-classification" ? ofTokens : [batchFor(task), batchFor(task)];
}

/** What two backward passes give, as numbers by name. */
async function passes(
  model: CompiledModel,
  batches: readonly Batch[],
): Promise<Map<string, ArrayLike<number | bigint>>> {
  const results = new Map<string, ArrayLike<number | bigint>>();
  for (const [i, batch] of batches.entries()) {
    const { loss, outputs } = await model.backward(batch, { scale: i + 1 });
    results.set(`loss ${i}`, [loss]);
    results.set(`logits ${i}`, outputs.logits?.data ?? []);
  }
  for (const [name, { trainable, data }] of model.parameters) {
    if (!trainable) results.set(`${name}, as it is now`, Array.from(data));
    const gradient = await model.gradient(name);
    expect(gradient !== undefined, name).toBe(trainable);
    results.set(name, gradient ?? []);
  }
  return results;
}

function expectClose(
  actual: Map<string, ArrayLike<number | bigint>>,
  expected: typeof actual,
  tolerance: number,
): void {
  expect([...actual.keys()]).toEqual([...expected.keys()]);
  for (const [name, values] of expected) {
    const largest = Math.max(1, ...Array.from(values, (value) => Math.abs(Number(value))));
    expect(actual.get(name)).toHaveLength(values.length);
    for (const [i, value] of Array.from(values).entries())
      expect(Math.abs(Number(actual.get(name)?.[i]) - Number(value)), name).toBeLessThan(tolerance * largest);
  }
}

const classifiers = ["bert", "roberta", "distilbert", "gpt2", "llama", "qwen2"];

test.each(modelTypes)("%s", async (type) => {
  const task = classifiers.includes(type) ? "token-classification" : (tasks[type] as Task);
  const config = { ...tinyConfigs[type], id2label: { 0: "a", 1: "b" } };
  const graph = buildModel(config, { task, labels: true, dropout: true });
  const weights = initializeWeights(config, { task, seed: 1 });
  const isUpper = (name: string) => !/embed|wte|wpe|\.0\./.test(name);
  for (const trainable of type === "gpt2" ? [() => true, isUpper] : [() => true]) {
    const results = [];
    for (const gradientCheckpointing of [false, true]) {
      await using model = await compile({
        ...{ graph, weights, trainable, gradientCheckpointing },
        outputs: ["logits"],
      });
      results.push(await passes(model, batchesOf(task)));
    }
    const [kept, again] = results as [Map<string, number[]>, Map<string, number[]>];
    // Sums of more terms, in another order.
    expectClose(again, kept, classifiers.includes(type) ? 1e-6 : 5e-6);
  }
});

test("a deep model needs less memory for it", async () => {
  const config = { ...tinyConfigs.gpt2, n_layer: 12 };
  const graph = buildModel(config, { task: "causal-lm", labels: true });
  const batchShape = { batch_size: 4, sequence_length: 24 };
  const [kept, again] = await Promise.all(
    [false, true].map((gradientCheckpointing) =>
      estimateTrainingMemory(graph, { batchShape, optimizer: "adamw", gradientCheckpointing }),
    ),
  );
  expect(again?.activations).toBeLessThan(0.3 * (kept?.activations ?? 0));
  expect({ ...again, activations: 0, total: 0 }).toEqual({ ...kept, activations: 0, total: 0 });
});
