// From the first weights to a saved model: each architecture learns one batch by heart, and what it has learnt is
// what transformers.js finds in its folder.

import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createDecoder, generate } from "@llm-course/generation";
import { type CompiledModel, compile, type TensorData } from "@llm-course/onnx";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Task } from "../src/architectures/architecture.ts";
import { modelTypes } from "../src/architectures/architectures.ts";
import { buildModel } from "../src/architectures/build-model.ts";
import { initializeWeights } from "../src/architectures/initialize-weights.ts";
import { saveModel } from "../src/checkpoints/save-model.ts";
import { inputs } from "../src/checkpoints/tiny-batch.fixture.ts";
import { tinyConfigs, writeTokenizer } from "../src/checkpoints/tiny-models.fixture.ts";
import { batchFor, tasks } from "./tiny-tasks.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "overfit-"));
  await writeTokenizer(join(root, "tokenizer"));
});
afterAll(() => rm(root, { recursive: true }));

async function learnByHeart(model: CompiledModel, task: Task): Promise<number> {
  const optimizer = await model.adamW({ learningRate: 0.02, weightDecay: 0 });
  const batch = batchFor(task);
  let loss = Number.POSITIVE_INFINITY;
  for (let step = 0; step < 300 && loss > 0.01; step++) {
    await model.zeroGradients();
    ({ loss } = await model.backward(batch));
    await model.clipGradNorm(1);
    await optimizer.step();
  }
  return loss;
}

/** Numbers by transformers.js, and what its pipeline makes of "a cat"; transformers.js has no recurrent models. */
async function inFreshProcess(
  folder: string,
  task: Task,
): Promise<{ outputs: Record<string, number[]>; piped: unknown }> {
  const program = join(import.meta.dirname, "../src/checkpoints/run-in-transformers-js.fixture.ts");
  const list = JSON.stringify([{ folder, task }]);
  const { stdout } = await promisify(execFile)(process.execPath, [program, list]);
  const [result] = JSON.parse(stdout);
  expect(result).not.toHaveProperty("error");
  return result;
}

/** The logits of onnxruntime, with zeros for the states before the first token. */
async function inOnnxruntime(folder: string, hidden: number): Promise<number[]> {
  const session = await InferenceSession.create(join(folder, "onnx", "model.onnx"));
  const { data, dims } = inputs.input_ids as TensorData;
  const zeros = () => new Tensor("float32", new Float32Array(2 * hidden), [1, 2, hidden]);
  const past = session.inputNames.filter((name) => name.startsWith("past")).map((name) => [name, zeros()]);
  const ids = new Tensor("int64", data as BigInt64Array, [...dims]);
  const { logits } = await session.run({ input_ids: ids, ...Object.fromEntries(past) });
  return [...((logits as Tensor).data as Float32Array)];
}

test("there is a task for every architecture", () => {
  expect(Object.keys(tasks).sort()).toEqual([...modelTypes].sort());
});

test.each(Object.entries(tasks))(
  "%s learns a batch by heart, is saved, and answers elsewhere",
  async (type, task) => {
    const config = tinyConfigs[type] ?? {};
    const weights = initializeWeights(config, { task, seed: 1 });
    // Where batches are normalized, the running statistics are learnt, too.
    const graph = buildModel(config, { task, labels: true, dropout: type === "resnet" });
    await using model = await compile({ graph, weights });
    expect(await learnByHeart(model, task)).toBeLessThan(0.01);

    const { logits } = await model.evaluate(batchFor(task), { outputs: ["logits"] });
    const learnt = new Map([...model.parameters].map(([name, { data }]) => [name, data]));
    const folder = join(root, type);
    await saveModel(folder, { config, task, weights: learnt, tokenizer: join(root, "tokenizer") });
    const isRecurrent = type === "lstm" || type === "gru";
    const answers = isRecurrent ? undefined : await inFreshProcess(folder, task);
    const elsewhere = answers?.outputs.logits ?? (await inOnnxruntime(folder, Number(config.hidden_size)));
    expect(elsewhere).toHaveLength(logits?.data.length ?? -1);
    // The last token is padding, whose position is nobody's business.
    const counted = elsewhere.slice(0, task === "causal-lm" ? -elsewhere.length / 8 : undefined);
    for (const [i, value] of counted.entries()) expect(value).toBeCloseTo(Number(logits?.data[i]), 4);

    if (task === "seq2seq-lm")
      expect(answers?.piped).toMatchObject([[{ generated_text: "dog sat" }], {}, {}]);
    if (task !== "causal-lm" || isRecurrent) return;
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
