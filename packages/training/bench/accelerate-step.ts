// A training of a case of the bench, for several processes: each takes its part of every batch.
import { compile } from "@llm-course/onnx";
import { Accelerator } from "../src/accelerate/accelerator.ts";
import { buildModel } from "../src/architectures/build-model.ts";
import { initializeWeights } from "../src/architectures/initialize-weights.ts";
import { DataLoader } from "../src/data/data-loader.ts";
import { finetuneCases } from "./finetune-cases.ts";

const warmups = 3;
const steps = 10;

/** @returns the median seconds of a step, from one batch to the next */
export async function secondsPerStep(name: string): Promise<number> {
  const finetuneCase = finetuneCases[name];
  if (finetuneCase?.task !== "sequence-classification") throw new RangeError(`unknown case: ${name}`);
  const { task, config, vocabulary, batch, length } = finetuneCase;
  const accelerator = new Accelerator();
  const { device, threads, numProcesses } = accelerator;
  const weights = initializeWeights(config, { task, seed: 0 });
  const graph = buildModel(config, { task, labels: true });
  const compiled = await compile({ graph, weights, device, threads });
  const examples = Array.from({ length: batch * (warmups + steps + 1) }, (_, i) => ({
    input_ids: Array.from({ length }, (_, j) => (i * 7919 + j * 104_729) % vocabulary),
    attention_mask: Array<number>(length).fill(1),
    labels: i % 2,
  }));
  await using model = (await accelerator.prepare(compiled))[0];
  const [optimizer, loader] = await accelerator.prepare(
    await compiled.adamW({ learningRate: 1e-4 }),
    new DataLoader(examples, { batchSize: batch / numProcesses }),
  );

  const times: number[] = [];
  let started = performance.now();
  for await (const inputs of loader) {
    await accelerator.backward(model, inputs);
    await optimizer.step();
    await model.zeroGradients();
    const now = performance.now();
    times.push((now - started) / 1000);
    started = now;
  }
  const sorted = times.slice(warmups).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
