// From the first weights to a saved model: each architecture learns one batch by heart, and what it has learnt is
// what transformers.js finds in its folder.

import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createDecoder, generate } from "@llm-course/generation";
import { type Batch, type CompiledModel, compile } from "@llm-course/onnx";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Task } from "../src/architectures/architecture.ts";
import { modelTypes } from "../src/architectures/architectures.ts";
import { buildModel } from "../src/architectures/build-model.ts";
import { initializeWeights } from "../src/architectures/initialize-weights.ts";
import { saveModel } from "../src/checkpoints/save-model.ts";
import { inputs, int64 } from "../src/checkpoints/tiny-batch.fixture.ts";
import { tinyConfigs, writeTokenizer } from "../src/checkpoints/tiny-models.fixture.ts";

const tasks: Readonly<Record<string, Task>> = {
  bert: "masked-lm",
  roberta: "token-classification",
  distilbert: "sequence-classification",
  gpt2: "causal-lm",
  llama: "causal-lm",
  qwen2: "causal-lm",
  t5: "seq2seq-lm",
  mt5: "seq2seq-lm",
};

const ignored = -100;
const labels: Readonly<Partial<Record<Task, Batch[string]>>> = {
  "sequence-classification": int64([1, 0]),
  "token-classification": int64([
    [0, 1, 1, 0],
    [1, 0, 1, ignored],
  ]),
  "masked-lm": int64([
    [ignored, 7, ignored, ignored],
    [ignored, 9, 5, ignored],
  ]),
  // Both rows begin with the same token, so the second cannot be known.
  "causal-lm": int64([
    [ignored, ignored, 6, 3],
    [ignored, ignored, 3, ignored],
  ]),
  "seq2seq-lm": int64([
    [7, 8, 3],
    [9, 5, ignored],
  ]),
};

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "overfit-"));
  await writeTokenizer(join(root, "tokenizer"));
});
afterAll(() => rm(root, { recursive: true }));

async function learnByHeart(model: CompiledModel, task: Task): Promise<number> {
  const optimizer = await model.adamW({ learningRate: 0.02, weightDecay: 0 });
  const batch: Batch = { ...inputs, ...(labels[task] && { labels: labels[task] }) };
  let loss = Number.POSITIVE_INFINITY;
  for (let step = 0; step < 300 && loss > 0.01; step++) {
    await model.zeroGradients();
    ({ loss } = await model.backward(batch));
    await model.clipGradNorm(1);
    await optimizer.step();
  }
  return loss;
}

async function inFreshProcess(folder: string, task: Task): Promise<Record<string, number[]>> {
  const program = join(import.meta.dirname, "../src/checkpoints/run-in-transformers-js.fixture.ts");
  const list = JSON.stringify([{ folder, task }]);
  const { stdout } = await promisify(execFile)(process.execPath, [program, list]);
  const [result] = JSON.parse(stdout);
  expect(result).not.toHaveProperty("error");
  return result.outputs;
}

test("there is a task for every architecture", () => {
  expect(Object.keys(tasks).sort()).toEqual([...modelTypes].sort());
});

test.each(Object.entries(tasks))(
  "%s learns a batch by heart, is saved, and answers elsewhere",
  async (type, task) => {
    const config = tinyConfigs[type] ?? {};
    const weights = initializeWeights(config, { task, seed: 1 });
    await using model = await compile({ graph: buildModel(config, { task, labels: true }), weights });
    expect(await learnByHeart(model, task)).toBeLessThan(0.01);

    const batch = { ...inputs, ...(labels[task] && { labels: labels[task] }) };
    const { logits } = await model.evaluate(batch, { outputs: ["logits"] });
    const learnt = new Map([...model.parameters].map(([name, { data }]) => [name, data]));
    const folder = join(root, type);
    await saveModel(folder, { config, task, weights: learnt, tokenizer: join(root, "tokenizer") });
    const elsewhere = (await inFreshProcess(folder, task)).logits ?? [];
    expect(elsewhere).toHaveLength(logits?.data.length ?? -1);
    // The last token is padding, whose position is nobody's business.
    const counted = elsewhere.slice(0, task === "causal-lm" ? -elsewhere.length / 8 : undefined);
    for (const [i, value] of counted.entries()) expect(value).toBeCloseTo(Number(logits?.data[i]), 4);

    if (task !== "causal-lm") return;
    // The decoder reads the weights where the training keeps them.
    const network = buildModel(config, { task, cache: true });
    await using decoder = await createDecoder({ model: network.model, weights: learnt, config });
    const { newTokens } = await generate(
      decoder,
      {
        inputIds: [
          [2, 5],
          [2, 7],
        ],
      },
      { maxNewTokens: 4 },
    );
    expect(newTokens).toEqual([[6, 3], [3]]);
  },
  60_000,
);
