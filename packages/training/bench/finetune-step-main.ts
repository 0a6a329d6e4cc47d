// Trains a case of the bench and prints, in seconds: the median of a step (forward, backward, AdamW), how long the
// graph with gradients took to build, how long the model took to be ready, and the longest time that a timer of the
// main thread was late during the steps; and in MiB the peak of resident memory and the optimizer's state. Further arguments "dropout" and
// "checkpointing" turn these on, "step-in-backward" updates parameters within the backward pass, and another optimizer
// than AdamW may be named: "adafactor", "adamW8bit".
import { monitorEventLoopDelay } from "node:perf_hooks";
import { compile, differentiate, elementCount } from "@llm-course/onnx";
import { buildModel } from "../src/architectures/build-model.ts";
import { initializeWeights } from "../src/architectures/initialize-weights.ts";
import { finetuneBatch } from "./finetune-batch.ts";
import { type FinetuneCase, finetuneCases } from "./finetune-cases.ts";

const warmups = 2;
const steps = 6;

const [name = "", ...options] = process.argv.slice(2);
const finetuneCase = finetuneCases[name] as FinetuneCase;
const { task, config } = finetuneCase;

const began = performance.now();
const network = buildModel(config, { task, labels: true, dropout: options.includes("dropout") });
await differentiate(network.model, { loss: "loss", wrt: [...network.parameters.keys()] });
const built = performance.now();
const gradientCheckpointing = options.includes("checkpointing");
await using model = await compile({ graph: network, gradientCheckpointing });
const ready = performance.now();
const allocate = (_: number, parameter: string) =>
  model.parameters.get(parameter)?.data ?? new Float32Array();
initializeWeights(config, { task, seed: 0, allocate });
const optimizer = options.includes("adafactor")
  ? await model.adafactor({ learningRate: 1e-4, relativeStep: false, scaleParameter: false })
  : await (options.includes("adamW8bit") ? model.adamW8bit : model.adamW).call(model, { learningRate: 1e-4 });

const within = options.includes("step-in-backward");

const times: number[] = [];
const delay = monitorEventLoopDelay({ resolution: 1 });
for (let step = 0; step < warmups + steps; step++) {
  const inputs = finetuneBatch(finetuneCase, step);
  if (step === warmups) delay.enable();
  const started = performance.now();
  await model.zeroGradients();
  const { loss } = await model.backward(inputs, { ...(within && { optimizer }) });
  if (!within) await optimizer.step();
  times.push((performance.now() - started) / 1000);
  if (!Number.isFinite(loss)) throw new Error(`loss is not finite: ${loss}`);
}
const mebibytes = process.resourceUsage().maxRSS / 1024;
const state = (await optimizer.stateDict())
  .values()
  .reduce((sum, { shape, dtype }) => sum + elementCount(shape) * (dtype === "U8" ? 1 : 4), 0);
const sorted = times.slice(warmups).sort((a, b) => a - b);
console.log(
  JSON.stringify({
    seconds: ((sorted[steps / 2 - 1] ?? 0) + (sorted[steps / 2] ?? 0)) / 2,
    graph: (built - began) / 1000,
    ready: (ready - built) / 1000,
    pause: delay.max / 1e9,
    mebibytes,
    state: state / 2 ** 20,
  }),
);
