import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compile } from "@llm-course/onnx";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadModel } from "../checkpoints/load-model.ts";
import { dataCollatorWithPadding } from "../data/data-collator-with-padding.ts";
import type { TrainerCallback } from "./callback.ts";
import { TrainerError } from "./errors.ts";
import { tinyExamples, tinyModel, tokenizer } from "./tiny-task.fixture.ts";
import { Trainer, type TrainerOptions } from "./trainer.ts";
import type { TrainingOptions } from "./training-arguments.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "trainer-"));
});
afterAll(() => rm(root, { recursive: true }));

let folders = 0;
function options(args: TrainingOptions = {}, more: Partial<TrainerOptions> = {}): TrainerOptions {
  return {
    model: tinyModel(),
    args: {
      outputDir: join(root, `${folders++}`),
      learningRate: 5e-3,
      loggingSteps: 1,
      saveStrategy: "no",
      ...args,
    },
    trainDataset: tinyExamples(24),
    processingClass: tokenizer,
    ...more,
  };
}

const losses = (trainer: Trainer) => trainer.state.logHistory.flatMap(({ loss }) => loss ?? []);

const accuracy: TrainerOptions["computeMetrics"] = ({ predictions, labelIds }) => {
  const right = [...(labelIds?.data ?? [])].filter((label, i) => {
    const [no = 0, yes = 0] = predictions.data.subarray(2 * i, 2 * i + 2) as Float32Array;
    return Number(label) === Number(yes > no);
  });
  return { accuracy: right.length / (labelIds?.data.length ?? 0) };
};

describe("train", () => {
  test("learns, logs each step, and evaluates after each epoch", async () => {
    const args = { numTrainEpochs: 12, evalStrategy: "epoch", learningRate: 0.02 } as const;
    const more = { evalDataset: tinyExamples(12, 24), computeMetrics: accuracy };
    await using trainer = new Trainer(options(args, more));
    const { globalStep, trainingLoss, metrics } = await trainer.train();
    expect(globalStep).toBe(36);
    const curve = losses(trainer);
    expect(curve).toHaveLength(36);
    expect(trainingLoss).toBeCloseTo(curve.reduce((sum, loss) => sum + loss, 0) / 36, 10);
    expect(metrics.train_runtime).toBeGreaterThan(0);
    const evaluations = trainer.state.logHistory.filter((entry) => "eval_loss" in entry);
    expect(evaluations.map(({ epoch, step }) => [epoch, step]).slice(0, 2)).toEqual([
      [1, 3],
      [2, 6],
    ]);
    expect(evaluations.at(-1)?.eval_accuracy).toBe(1);
    expect(evaluations.at(-1)?.eval_loss).toBeLessThan(0.3);
  });

  test("has the same curve, bit for bit, for the same seed, and another for another", async () => {
    const curve = async (seed: number) => {
      const model = tinyModel({ dropout: 0.1, seq_classif_dropout: 0.2 });
      await using trainer = new Trainer(options({ seed, maxSteps: 8 }, { model }));
      await trainer.train();
      return losses(trainer);
    };
    const first = await curve(1);
    expect(await curve(1)).toEqual(first);
    expect(await curve(2)).not.toEqual(first);
  });

  test("takes the same steps with 4 batches of 2 as with one of 8, also where labels do not count", async () => {
    // Gradients that are 0 but for rounding, as those of the bias of keys, would make steps of a tiny epsilon differ.
    const run = async (perDeviceTrainBatchSize: number, gradientAccumulationSteps: number) => {
      const args = { maxSteps: 5, adamEpsilon: 1e-3, perDeviceTrainBatchSize, gradientAccumulationSteps };
      const trainDataset = tinyExamples(24).map((each, i) => (i % 5 === 0 ? { ...each, label: -100 } : each));
      await using trainer = new Trainer(options(args, { trainDataset }));
      await trainer.train();
      const { parameters } = await trainer.compiled();
      return { losses: losses(trainer), weights: [...parameters.values()].flatMap(({ data }) => [...data]) };
    };
    const [whole, parts] = [await run(8, 1), await run(2, 4)];
    const largest = (a: number[], b: number[]) =>
      Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? NaN))));
    expect(largest(whole.losses, parts.losses)).toBeLessThan(1e-5);
    expect(largest(whole.weights, parts.weights)).toBeLessThan(1e-5);
  });

  test("takes the same steps within the backward pass, where nothing is clipped, as after it", async () => {
    const run = async (maxGradNorm: number) => {
      const args = { maxSteps: 5, maxGradNorm, gradientCheckpointing: true, warmupSteps: 2 };
      await using trainer = new Trainer(options(args));
      await trainer.train();
      const { parameters } = await trainer.compiled();
      return { losses: losses(trainer), weights: [...parameters.values()].map(({ data }) => [...data]) };
    };
    expect(await run(0)).toEqual(await run(1e9));
  });

  test("follows the schedule, and lets callbacks stop it", async () => {
    const events: string[] = [];
    const note = (name: string) => () => void events.push(name);
    const callback: TrainerCallback = {
      ...{
        onTrainBegin: note("begin"),
        onLog: note("log"),
        onEpochEnd: note("epoch"),
        onTrainEnd: note("end"),
      },
      onStepEnd: (_args, { globalStep }, control) => {
        events.push(`step ${globalStep}`);
        control.shouldTrainingStop = globalStep === 2;
      },
    };
    await using trainer = new Trainer(options({ warmupSteps: 2, maxSteps: 6 }, { callbacks: [callback] }));
    await trainer.train();
    expect(events).toEqual(["begin", "step 1", "log", "step 2", "log", "epoch", "log", "end"]);
    const rates = trainer.state.logHistory.flatMap(({ learning_rate }) => learning_rate ?? []);
    expect(rates).toEqual([0, 2.5e-3]);
  });

  test("does not let biases and norms decay, nor frozen parameters change", async () => {
    const model = { ...tinyModel(), trainable: (name: string) => !name.includes("embeddings") };
    await using trainer = new Trainer(
      options({ maxSteps: 1, weightDecay: 0.5, learningRate: 0.1 }, { model }),
    );
    const { parameters } = await trainer.compiled();
    const before = new Map([...parameters].map(([name, { data }]) => [name, data.slice()]));
    await trainer.train();
    // AdamW's first step is the learning rate at most, and the decay comes on top.
    const change = (name: string) =>
      Math.max(
        ...(before.get(name) ?? []).map((old, i) => Math.abs((parameters.get(name)?.data[i] ?? NaN) - old)),
      );
    expect(change("distilbert.embeddings.word_embeddings.weight")).toBe(0);
    expect(change("distilbert.transformer.layer.0.sa_layer_norm.weight")).toBeLessThanOrEqual(0.1001);
    expect(change("distilbert.transformer.layer.0.ffn.lin1.weight")).toBeGreaterThan(0.11);
  });

  test("takes a stream of known steps, and a compiled model", async () => {
    const examples = tinyExamples(20);
    const stream = {
      async *[Symbol.asyncIterator]() {
        yield* examples;
      },
    };
    const { network, weights } = tinyModel();
    await using model = await compile({ graph: network, weights });
    const trainer = new Trainer(options({ maxSteps: 7 }, { model, trainDataset: stream }));
    const { globalStep } = await trainer.train();
    expect(globalStep).toBe(7);
    const endless = new Trainer(options({}, { model, trainDataset: stream }));
    await expect(endless.train()).rejects.toThrow("set maxSteps or give one with length");
  });

  test("smooths labels inside the loss", async () => {
    const loss = async (labelSmoothingFactor: number) => {
      await using trainer = new Trainer(options({ maxSteps: 1, labelSmoothingFactor }));
      await trainer.train();
      return losses(trainer)[0] ?? NaN;
    };
    expect(await loss(0.3)).not.toBe(await loss(0));
    const { network } = tinyModel();
    await using model = await compile({ graph: network });
    const trainer = new Trainer(options({ labelSmoothingFactor: 0.3 }, { model }));
    await expect(trainer.train()).rejects.toThrow("pass labelSmoothing to buildModel instead: 0.3");
  });
});

describe("evaluate and predict", () => {
  test("give what the model says of every example, whatever the batches", async () => {
    const examples = tinyExamples(11);
    await using trainer = new Trainer(options({ perDeviceEvalBatchSize: 4 }, { computeMetrics: accuracy }));
    const { predictions, labelIds, metrics } = await trainer.predict(examples);
    expect(predictions.dims).toEqual([11, 2]);
    expect([...(labelIds?.data ?? [])].map(Number)).toEqual(examples.map(({ label }) => label));
    expect(Object.keys(metrics)).toEqual([
      ...["test_loss", "test_accuracy", "test_runtime", "test_samples_per_second", "test_steps_per_second"],
    ]);
    const model = await trainer.compiled();
    const { loss } = await model.evaluate(dataCollatorWithPadding(tokenizer)(examples), {
      outputs: ["loss"],
    });
    expect(metrics.test_loss).toBeCloseTo(Number(loss?.data[0]), 6);
    const unlabelled = examples.map(({ input_ids }) => ({ input_ids }));
    const { labelIds: none, predictions: same } = await trainer.predict(unlabelled);
    expect(none).toBeUndefined();
    expect([...same.data]).toEqual([...predictions.data]);
  });
});

test("saveModel writes a folder that loadModel reads", async () => {
  await using trainer = new Trainer(options({ maxSteps: 2 }));
  await trainer.train();
  const folder = join(root, "saved");
  await trainer.saveModel(folder);
  expect((await readdir(folder)).sort()).toEqual(["config.json", "model.safetensors", "onnx"]);
  const { weights } = await loadModel(folder, { task: "sequence-classification" });
  for (const [name, { data }] of (await trainer.compiled()).parameters)
    expect(weights.get(name)).toEqual(data);
});

test("parts that do not belong together are refused, with the way out", async () => {
  const make = (args: TrainingOptions, more: Partial<TrainerOptions> = {}) =>
    new Trainer(options(args, more));
  expect(() => make({ evalStrategy: "epoch" })).toThrow(
    new TrainerError('evalStrategy needs an evalDataset, pass one or set evalStrategy to "no": epoch'),
  );
  await expect(make({}, { trainDataset: [] }).train()).rejects.toThrow("expected batches in every epoch");
});
