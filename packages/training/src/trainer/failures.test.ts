import { access, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CompiledModel } from "@llm-course/onnx";
import { compile } from "@llm-course/onnx";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { LabelError, RawTextError } from "../data/errors.ts";
import { earlyStoppingCallback } from "./early-stopping-callback.ts";
import { MetricError, NonFiniteLossError, SaveCheckpointError } from "./errors.ts";
import { tinyExamples, tinyModel, tokenizer } from "./tiny-task.fixture.ts";
import { Trainer, type TrainerOptions } from "./trainer.ts";

let root: string;
let model: CompiledModel;
const { network, weights, config, task } = tinyModel();
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "failures-"));
  model = await compile({ graph: network, weights });
});
afterAll(async () => {
  await model.close();
  await rm(root, { recursive: true });
});
beforeEach(() => {
  for (const [name, { data }] of model.parameters) data.set(weights.get(name) ?? []);
});

let folders = 0;
function make({ args, ...more }: Partial<TrainerOptions> = {}): Trainer {
  const outputDir = join(root, `${folders++}`);
  return new Trainer({
    ...{ model, config: config ?? {}, task: task ?? "sequence-classification" },
    args: { outputDir, maxSteps: 6, perDeviceTrainBatchSize: 4, saveSteps: 2, learningRate: 5e-3, ...args },
    ...{ trainDataset: tinyExamples(12), evalDataset: tinyExamples(4, 12), processingClass: tokenizer },
    ...more,
  });
}

const folder = (trainer: Trainer, step: number) => join(trainer.args.outputDir, `checkpoint-${step}`);
const checkpoints = async (trainer: Trainer) => (await readdir(trainer.args.outputDir)).sort();

describe("a loss that is NaN", () => {
  test.each([1, 0])(
    "stops before the step, and says batch, examples and the last good checkpoint, clipping to %d",
    async (maxGradNorm) => {
      const weight = model.parameters.get("classifier.bias")?.data ?? new Float32Array();
      const other = model.parameters.get("pre_classifier.weight")?.data ?? new Float32Array();
      let before: Float32Array | undefined;
      const trainer = make({
        args: { maxGradNorm },
        callbacks: [
          {
            onStepBegin(_args, { globalStep }) {
              if (globalStep !== 4) return;
              weight.fill(Number.NaN);
              before = Float32Array.from(other);
            },
          },
        ],
      });
      const error = await trainer.train().catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(NonFiniteLossError);
      expect(error).toMatchObject({ step: 5, epoch: 1, batch: 1, lastCheckpoint: folder(trainer, 4) });
      expect((error as NonFiniteLossError).examples).toHaveLength(4);
      expect((error as Error).message).toMatch(
        /^loss is not finite at step 5, epoch 1, batch 1, examples \d+, \d+, \d+, \d+; resume from .*checkpoint-4 with/,
      );
      expect(await checkpoints(trainer)).toEqual(["checkpoint-2", "checkpoint-4"]);
      expect(before).toBeDefined();
      expect(Float32Array.from(other)).toEqual(before);
    },
  );

  test("says so where no label counts", async () => {
    const trainDataset = tinyExamples(8).map((each) => ({ ...each, label: -100 }));
    await expect(make({ trainDataset }).train()).rejects.toThrow(
      "mean over no label that counts is not finite",
    );
  });
});

describe("a metric that fails", () => {
  const args = { evalStrategy: "steps", evalSteps: 3, saveStrategy: "no" } as const;

  test("leaves a checkpoint, and is named", async () => {
    const computeMetrics = function accuracy(): never {
      throw new RangeError("references and predictions differ in length");
    };
    const trainer = make({ args, computeMetrics });
    const { outputDir } = trainer.args;
    const error = await trainer.train().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(MetricError);
    expect(error).toMatchObject({ metric: "accuracy", checkpoint: folder(trainer, 3) });
    expect((error as Error).cause).toBeInstanceOf(RangeError);
    expect((error as Error).message).toBe(
      `metric accuracy failed, the training is saved in ${folder(trainer, 3)}: references and predictions differ in length`,
    );
    await access(join(folder(trainer, 3), "model.safetensors"));
    // Once it is mended the training goes on with the evaluation.
    const mended = make({ args: { ...args, outputDir }, computeMetrics: () => ({ accuracy: 1 }) });
    await mended.train({ resumeFromCheckpoint: true });
    const evaluated = mended.state.logHistory.flatMap(({ eval_accuracy, step }) =>
      eval_accuracy ? step : [],
    );
    expect(evaluated).toEqual([3, 6]);
  });

  test("that is no number, or not there for the best model, is named, too", async () => {
    const text = make({ args, computeMetrics: () => ({ f1: "0.5" as unknown as number }) });
    await expect(text.train()).rejects.toThrow(
      /^metric f1 failed, the training is saved in .*: expected a number/,
    );
    const missing = make({
      args: { ...args, metricForBestModel: "f1" },
      computeMetrics: () => ({ accuracy: 1 }),
    });
    await expect(missing.train()).rejects.toThrow(
      /^metric eval_f1 failed, .* it has: eval_loss, eval_accuracy, eval_runtime/,
    );
  });
});

test("a disk that is full leaves the last good checkpoint, and no rest of the new one", async () => {
  let saved = 0;
  const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  const savePretrained = async () => {
    if (++saved === 2) throw full;
  };
  const trainer = make({ processingClass: { ...tokenizer, savePretrained } });
  const error = await trainer.train().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(SaveCheckpointError);
  expect(error).toMatchObject({
    checkpoint: folder(trainer, 4),
    lastCheckpoint: folder(trainer, 2),
    cause: full,
  });
  expect((error as Error).message).toContain("free some space or set saveTotalLimit; the last good one is");
  expect(await checkpoints(trainer)).toEqual(["checkpoint-2"]);
});

describe("examples", () => {
  test("that were not tokenized, or have wrong labels, are named by their number", async () => {
    const text = make({ trainDataset: [{ text: "a cat sat", label: 0 }], processingClass: tokenizer });
    await expect(text.train()).rejects.toThrow(RawTextError);
    await expect(text.train()).rejects.toThrow(
      'example 0: text: text where the model needs input_ids, tokenize it first: "a cat sat"',
    );
    const trainDataset = tinyExamples(12).map((each, i) => (i === 7 ? { ...each, label: 5 } : each));
    const labels = make({ trainDataset });
    await expect(labels.train()).rejects.toThrow(LabelError);
    await expect(labels.train()).rejects.toThrow("example 7: label: expected 0 to 1");
  });

  test("of different lengths need a collator that pads", async () => {
    const trainer = new Trainer({
      ...{ model, args: { outputDir: join(root, "ragged"), maxSteps: 1 }, trainDataset: tinyExamples(8) },
    });
    await expect(trainer.train()).rejects.toThrow("pad with a collator such as dataCollatorWithPadding");
  });
});

describe("the best model", () => {
  const score = (values: readonly number[]) => {
    let i = 0;
    return () => ({ score: values[i++] ?? 0 });
  };
  const args = {
    evalStrategy: "steps",
    evalSteps: 1,
    saveSteps: 1,
    metricForBestModel: "score",
    saveTotalLimit: 2,
    loadBestModelAtEnd: true,
  } as const;

  test("is kept, and loaded at the end", async () => {
    const seen: Float32Array[] = [];
    const weight = model.parameters.get("classifier.weight")?.data ?? new Float32Array();
    const callbacks = [{ onStepEnd: () => void seen.push(weight.slice()) }];
    const trainer = make({ args, callbacks, computeMetrics: score([0.1, 0.9, 0.3, 0.2, 0.9, 0.1]) });
    await trainer.train();
    expect(trainer.state).toMatchObject({ bestMetric: 0.9, bestGlobalStep: 2, globalStep: 6 });
    expect(trainer.state.bestModelCheckpoint).toBe(folder(trainer, 2));
    expect(await checkpoints(trainer)).toEqual(["checkpoint-2", "checkpoint-6"]);
    expect(weight).toEqual(seen[1]);
    expect(weight).not.toEqual(seen[5]);
  });

  test("is the last one that early stopping waits for", async () => {
    const callbacks = [earlyStoppingCallback({ earlyStoppingPatience: 2 })];
    const trainer = make({ args, callbacks, computeMetrics: score([0.1, 0.5, 0.4, 0.5, 0.9]) });
    const { globalStep } = await trainer.train();
    expect(globalStep).toBe(4);
    const none = make({ callbacks });
    await expect(none.train()).rejects.toThrow("earlyStoppingCallback needs evaluations");
  });

  test("alone is saved with saveStrategy best", async () => {
    const best = { ...args, saveStrategy: "best", saveTotalLimit: 1 } as const;
    const trainer = make({ args: best, computeMetrics: score([0.1, 0.9, 0.3, 0.2]) });
    await trainer.train();
    expect(await checkpoints(trainer)).toEqual(["checkpoint-2"]);
  });
});
