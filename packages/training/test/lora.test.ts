// Adapters from their first weights to a saved model: they learn a batch by heart while the base stays as it is, and
// both what is saved, the adapter and the merged model, know it.

import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Batch, compile } from "@llm-course/onnx";
import {
  addLora,
  buildModel,
  initializeLora,
  initializeWeights,
  type LoraSettings,
  loadAdapter,
  mergeAndUnload,
  saveAdapter,
  saveModel,
} from "@llm-course/training";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inputs } from "../src/checkpoints/tiny-batch.fixture.ts";
import { tinyConfigs, writeTokenizer } from "../src/checkpoints/tiny-models.fixture.ts";
import { labels } from "../src/lora/lora.fixture.ts";
import { tinyExamples, tinyModel, tokenizer } from "../src/trainer/tiny-task.fixture.ts";
import { Trainer } from "../src/trainer/trainer.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "lora-"));
  await writeTokenizer(join(root, "tokenizer"));
});
afterAll(() => rm(root, { recursive: true }));

const cases: readonly [string, keyof typeof labels, LoraSettings][] = [
  [
    "distilbert",
    "sequence-classification",
    { targetModules: ["q_lin", "v_lin", "lin1"], taskType: "SEQ_CLS" },
  ],
  // With a frozen norm before tied embeddings, logits cannot grow as large as certainty needs.
  ["gpt2", "causal-lm", { r: 4, loraAlpha: 8, targetModules: "all-linear", modulesToSave: ["ln_f"] }],
  ["llama", "causal-lm", { targetModules: "all-linear", loraDropout: 0.05, modulesToSave: ["lm_head"] }],
];

test.each(cases)(
  "%s, %s: learnt by heart with a frozen base",
  async (type, task, settings) => {
    const config = tinyConfigs[type] ?? {};
    const base = buildModel(config, { task, labels: true });
    const lora = await addLora(base, settings);
    const weights = new Map([...initializeWeights(config, { task, seed: 1 }), ...initializeLora(lora)]);
    await using model = await compile({ graph: lora.network, weights, trainable: lora.trainable });
    const frozen = [...model.parameters.values()].filter(({ trainable }) => !trainable);
    expect(frozen.length).toBeGreaterThan(10);
    const before = frozen.map(({ data }) => data.slice());

    const batch: Batch = { ...inputs, labels: labels[task] };
    const optimizer = await model.adamW({ learningRate: 0.02, weightDecay: 0 });
    const lossNow = async () => Number((await model.evaluate(batch, { outputs: ["loss"] })).loss?.data[0]);
    for (let step = 0; step < 300 && (await lossNow()) > 0.01; step++) {
      await model.zeroGradients();
      await model.backward(batch);
      await model.clipGradNorm(1);
      await optimizer.step();
    }
    expect(await lossNow()).toBeLessThan(0.01);
    expect(frozen.map(({ data }) => data.slice())).toEqual(before);
    const { logits } = await model.evaluate(inputs, { outputs: ["logits"] });
    const expected = Array.from(logits?.data ?? [], Number);

    const learnt = new Map([...model.parameters].map(([name, { data }]) => [name, data]));
    const adapter = join(root, `${type}-adapter`);
    await saveAdapter(adapter, lora, { weights: learnt });
    const loaded = await loadAdapter(adapter, base);
    const original = initializeWeights(config, { task, seed: 1 });
    const graph = loaded.network;
    await using again = await compile({ graph, weights: new Map([...original, ...loaded.weights]) });
    const { logits: adapted } = await again.evaluate(inputs, { outputs: ["logits"] });
    expect(Array.from(adapted?.data ?? [], Number)).toEqual(expected);

    const folder = join(root, type);
    const merged = mergeAndUnload(lora, learnt).weights;
    await saveModel(folder, { config, task, weights: merged, tokenizer: join(root, "tokenizer") });
    const elsewhere = await inFreshProcess(folder, task);
    expect(elsewhere).toHaveLength(expected.length);
    // The last token is padding, whose position is nobody's business.
    const counted = elsewhere.slice(0, task === "causal-lm" ? -elsewhere.length / 8 : undefined);
    for (const [i, value] of counted.entries()) expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 4);
  },
  120_000,
);

test("a Trainer trains adapters alone, and does not save the base model for the trained one", async () => {
  const model = tinyModel();
  const lora = await addLora(model.network, { targetModules: ["q_lin", "v_lin"], taskType: "SEQ_CLS" });
  const weights = new Map([...model.weights, ...initializeLora(lora)]);
  await using trainer = new Trainer({
    model: { ...model, ...lora, weights },
    args: {
      outputDir: join(root, "trainer"),
      saveStrategy: "no",
      learningRate: 0.02,
      numTrainEpochs: 5,
      perDeviceTrainBatchSize: 8,
    },
    trainDataset: tinyExamples(64),
    evalDataset: tinyExamples(32, 64),
    processingClass: tokenizer,
  });
  const { eval_loss: before } = await trainer.evaluate();
  await trainer.train();
  const { eval_loss: after } = await trainer.evaluate();
  expect(after).toBeLessThan(Number(before) / 2);

  const { parameters } = await trainer.compiled();
  const query = "distilbert.transformer.layer.0.attention.q_lin";
  expect(parameters.get(`${query}.weight`)?.data).toEqual(model.weights.get(`${query}.weight`));
  expect(parameters.get(`${query}.lora_B.weight`)?.data.some((value) => value !== 0)).toBe(true);
  await expect(trainer.saveModel()).rejects.toThrow("merge adapters first");
}, 60_000);

/** The logits that transformers.js computes. */
async function inFreshProcess(folder: string, task: string): Promise<number[]> {
  const program = join(import.meta.dirname, "../src/checkpoints/run-in-transformers-js.fixture.ts");
  const list = JSON.stringify([{ folder, task }]);
  const { stdout } = await promisify(execFile)(process.execPath, [program, list]);
  const [result] = JSON.parse(stdout);
  expect(result).not.toHaveProperty("error");
  return result.outputs.logits;
}
