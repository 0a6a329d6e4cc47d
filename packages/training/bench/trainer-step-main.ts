// Trains a case of the bench for some steps, with the trainer or with the bare compiled model, and prints the median
// seconds of a step. Examples are collated in both, beforehand for the bare model.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Batch, compile } from "@llm-course/onnx";
import { buildModel } from "../src/architectures/build-model.ts";
import { initializeWeights } from "../src/architectures/initialize-weights.ts";
import { DataLoader } from "../src/data/data-loader.ts";
import { Trainer } from "../src/trainer/trainer.ts";
import { finetuneCases, type TextCase } from "./finetune-cases.ts";

const [mode = "trainer"] = process.argv.slice(2);
const warmups = 4;
const steps = 24;
const { task, config, vocabulary, batch, length } = finetuneCases.small as TextCase;

const examples = Array.from({ length: batch * (warmups + steps) }, (_, i) => ({
  input_ids: Array.from({ length }, (_, j) => (i * 7919 + j * 104729) % vocabulary),
  attention_mask: new Array<number>(length).fill(1),
  label: i % 2,
}));
const weights = initializeWeights(config, { task, seed: 0 });
await using model = await compile({ graph: buildModel(config, { task, labels: true }), weights });
const times: number[] = [];
let started = performance.now();
const measure = () => {
  times.push((performance.now() - started) / 1000);
  started = performance.now();
};

if (mode === "trainer") {
  const outputDir = await mkdtemp(join(tmpdir(), "trainer-step-"));
  const trainer = new Trainer({
    model,
    args: {
      outputDir,
      numTrainEpochs: 1,
      perDeviceTrainBatchSize: batch,
      saveStrategy: "no",
      loggingSteps: 10,
    },
    trainDataset: examples,
    ...{ config, task },
    callbacks: [{ onStepEnd: measure }],
  });
  await trainer.train();
  await rm(outputDir, { recursive: true });
} else {
  const batches: Batch[] = [];
  for await (const each of new DataLoader(examples, { batchSize: batch })) batches.push(each);
  const optimizer = await model.adamW({ learningRate: 5e-5 });
  started = performance.now();
  for (const each of batches) {
    await model.zeroGradients();
    await model.backward(each);
    await optimizer.step();
    measure();
  }
}
const sorted = times.slice(warmups).sort((a, b) => a - b);
console.log(JSON.stringify({ seconds: ((sorted[steps / 2 - 1] ?? 0) + (sorted[steps / 2] ?? 0)) / 2 }));
