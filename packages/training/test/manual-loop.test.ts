// The loop of the README, written out: it is to learn, and to take the very steps of the trainer.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compile } from "@llm-course/onnx";
import { expect, test } from "vitest";
import {
  DataLoader,
  dataCollatorWithPadding,
  getScheduler,
  parameterGroups,
  Trainer,
  trainingArguments,
} from "../src/index.ts";
import { tinyExamples, tinyModel, tokenizer } from "../src/trainer/tiny-task.fixture.ts";

const [trainDataset, evalDataset] = [tinyExamples(24), tinyExamples(12, 24)];
const { network, weights } = tinyModel({ dropout: 0.1 });
const args = trainingArguments({
  learningRate: 0.02,
  weightDecay: 0.01,
  numTrainEpochs: 12,
  loggingSteps: 1,
});

async function manualLoop() {
  const seed = 42;
  const collate = dataCollatorWithPadding(tokenizer);
  const trainLoader = new DataLoader(trainDataset, { batchSize: 8, shuffle: true, seed, collate });
  const evalLoader = new DataLoader(evalDataset, { batchSize: 8, collate });

  await using model = await compile({ graph: network, weights, seed });
  const optimizer = await model.adamW(parameterGroups(model.parameters, args));
  const numTrainingSteps = 12 * (trainLoader.length ?? 0);
  const scheduler = getScheduler("linear", { optimizer, numTrainingSteps });

  const losses: number[] = [];
  for (let epoch = 0; epoch < 12; epoch++) {
    trainLoader.setEpoch(epoch);
    for await (const batch of trainLoader) {
      await model.zeroGradients();
      const { loss } = await model.backward(batch);
      await model.clipGradNorm(1);
      await optimizer.step();
      scheduler.step();
      losses.push(loss);
    }
  }

  let right = 0;
  for await (const batch of evalLoader) {
    const { logits } = await model.evaluate(batch, { outputs: ["logits"] });
    const scores = (logits?.data ?? []) as Float32Array;
    for (const [i, label] of [...(batch.labels?.data ?? [])].entries()) {
      const [no = 0, yes = 0] = scores.subarray(2 * i);
      if (Number(label) === Number(yes > no)) right++;
    }
  }
  return { losses, accuracy: right / evalDataset.length };
}

test("the manual loop learns, in the very steps of the trainer", async () => {
  const outputDir = await mkdtemp(join(tmpdir(), "manual-loop-"));
  const { losses, accuracy } = await manualLoop();
  expect(accuracy).toBe(1);

  await using trainer = new Trainer({
    model: tinyModel({ dropout: 0.1 }),
    args: { ...args, outputDir, saveStrategy: "no", reportTo: ["json", "tensorboard"] },
    trainDataset,
    processingClass: tokenizer,
  });
  await trainer.train();
  expect(trainer.state.logHistory.flatMap(({ loss }) => loss ?? [])).toEqual(losses);
  await rm(outputDir, { recursive: true });
}, 60_000);
