import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compile } from "@llm-course/onnx";
import { afterAll, beforeAll, expect, test } from "vitest";
import { NonFiniteLossError } from "./errors.ts";
import { tinyExamples, tinyModel, tokenizer } from "./tiny-task.fixture.ts";
import { Trainer } from "./trainer.ts";
import type { TrainingOptions } from "./training-arguments.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "precision-"));
});
afterAll(() => rm(root, { recursive: true }));

const settings = {
  numTrainEpochs: 3,
  perDeviceTrainBatchSize: 8,
  learningRate: 5e-3,
  loggingSteps: 1,
  saveStrategy: "no",
} as const satisfies TrainingOptions;

async function trained(name: string, options: TrainingOptions, resume = false) {
  await using trainer = new Trainer({
    model: tinyModel(),
    args: { ...settings, outputDir: join(root, name), ...options },
    trainDataset: tinyExamples(64),
    evalDataset: tinyExamples(32, 64),
    processingClass: tokenizer,
  });
  await trainer.train({ resumeFromCheckpoint: resume });
  const { eval_loss } = await trainer.evaluate();
  return {
    losses: trainer.state.logHistory.flatMap(({ loss }) => loss ?? []),
    eval_loss: eval_loss as number,
  };
}

test("training in 16 bits goes the way of float32, and is not float32", async () => {
  const float32 = await trained("no", {});
  expect(float32.losses.at(-1)).toBeLessThan(0.6 * (float32.losses[0] as number));
  for (const [precision, bound] of [
    ["fp16", 0.01],
    ["bf16", 0.05],
  ] as const) {
    const { losses, eval_loss } = await trained(precision, { [precision]: true });
    expect(losses).not.toEqual(float32.losses);
    for (const [i, loss] of losses.entries())
      expect(Math.abs(loss - (float32.losses[i] as number)), `${precision}, step ${i}`).toBeLessThan(bound);
    expect(Math.abs(eval_loss - float32.eval_loss)).toBeLessThan(bound);
  }
}, 60_000);

test("with gradient checkpointing the numbers are the same", async () => {
  const whole = await trained("whole", { bf16: true, maxSteps: 6 });
  const parts = await trained("parts", { bf16: true, maxSteps: 6, gradientCheckpointing: true });
  for (const [i, loss] of parts.losses.entries()) expect(loss).toBeCloseTo(whole.losses[i] as number, 3);
}, 60_000);

test("fp16 resumed goes on with the same curve, and only as fp16", async () => {
  const all = await trained("all", { fp16: true, maxSteps: 12 });
  await trained("half", {
    fp16: true,
    maxSteps: 6,
    lrSchedulerType: "constant",
    saveStrategy: "steps",
    saveSteps: 6,
  });
  const constant = await trained("constant", { fp16: true, maxSteps: 12, lrSchedulerType: "constant" });
  const rest = await trained("half", { fp16: true, maxSteps: 12, lrSchedulerType: "constant" }, true);
  expect(rest.losses).toEqual(constant.losses);
  expect(all.losses).not.toEqual(constant.losses);
  await expect(trained("half", { maxSteps: 12 }, true)).rejects.toThrow(
    "mixedPrecision (expected fp16, given no)",
  );
}, 60_000);

test("an overflow leaves a step out, and the next is scaled by less", async () => {
  const model = tinyModel();
  // The first scale is 65,536: with a head this steep its gradients pass 65,504.
  const weights = new Map(model.weights);
  const head = [...weights.keys()].find((name) => name === "classifier.weight") as string;
  weights.set(
    head,
    (weights.get(head) as Float32Array).map((value) => value * 200),
  );
  await using trainer = new Trainer({
    model: { ...model, weights },
    args: { ...settings, outputDir: join(root, "overflow"), fp16: true, maxSteps: 12, maxGradNorm: 0 },
    trainDataset: tinyExamples(64),
    processingClass: tokenizer,
  });
  await trainer.train();
  const rates = trainer.state.logHistory.flatMap(({ learning_rate }) => learning_rate ?? []);
  // The schedule waits for the first step that is taken.
  const waiting = rates.filter((rate) => rate === rates[0]).length;
  expect(waiting).toBeGreaterThan(1);
  expect(rates.at(-1)).toBeLessThan(rates[0] as number);
}, 60_000);

test("gradients that overflow without any scale are an error, not an endless wait", async () => {
  const model = tinyModel();
  const weights = new Map(model.weights);
  for (const [name, values] of weights)
    if (name === "classifier.weight")
      weights.set(
        name,
        values.map((value) => value * 1e6),
      );
  await using trainer = new Trainer({
    model: { ...model, weights },
    args: { ...settings, outputDir: join(root, "hopeless"), fp16: true, numTrainEpochs: 10 },
    trainDataset: tinyExamples(64),
    processingClass: tokenizer,
  });
  await expect(trainer.train()).rejects.toThrow(NonFiniteLossError);
}, 60_000);

test("a compiled model has to be compiled in the precision that is asked for", async () => {
  const { network, weights, config } = tinyModel();
  await using model = await compile({ graph: network, weights, mixedPrecision: "bf16" });
  const trainer = (args: TrainingOptions) =>
    new Trainer({
      model,
      ...(config && { config }),
      task: "sequence-classification",
      args: { ...settings, outputDir: join(root, "compiled"), maxSteps: 1, ...args },
      trainDataset: tinyExamples(8),
      processingClass: tokenizer,
    });
  await expect(trainer({}).train()).rejects.toThrow("pass mixedPrecision to compile: no, compiled bf16");
  await trainer({ bf16: true }).train();
}, 60_000);
