// Fine-tunes the bench's DistilBERT, all of it or adapters of r = 8 on queries and values with the head, and prints the
// median seconds of a step (forward, backward, AdamW), the peak of resident memory, and what is trained.
import { compile } from "@llm-course/onnx";
import { buildModel } from "../src/architectures/build-model.ts";
import { initializeWeights } from "../src/architectures/initialize-weights.ts";
import { addLora } from "../src/lora/add-lora.ts";
import { initializeLora } from "../src/lora/initialize-lora.ts";
import { finetuneCases, type TextCase } from "./finetune-cases.ts";

const warmups = 2;
const steps = 8;
const { task, config, vocabulary, batch, length } = finetuneCases.distilbert as TextCase;

const base = buildModel(config, { task, labels: true });
const lora = await addLora(base, { targetModules: ["q_lin", "v_lin"], taskType: "SEQ_CLS" });
const isLora = process.argv[2] === "lora";
const { network, trainable } = isLora ? lora : { network: base, trainable: () => true };
await using model = await compile({ graph: network, trainable });
const allocate = (_: number, parameter: string) =>
  model.parameters.get(parameter)?.data ?? new Float32Array();
initializeWeights(config, { task, seed: 0, allocate });
if (isLora) initializeLora(lora, { allocate });
const optimizer = await model.adamW({ learningRate: 1e-4 });

const int64 = (dims: number[], value: (i: number) => number) => ({
  type: "int64",
  data: BigInt64Array.from({ length: dims.reduce((a, b) => a * b) }, (_, i) => BigInt(value(i))),
  dims,
});
const times: number[] = [];
for (let step = 0; step < warmups + steps; step++) {
  // Knuth's multiplicative hash: other tokens at each step, so that the rows of the embedding change.
  const inputs = {
    input_ids: int64([batch, length], (i) => ((step * batch * length + i) * 2654435761) % vocabulary),
    attention_mask: int64([batch, length], () => 1),
    labels: int64([batch], (i) => i % 2),
  };
  const started = performance.now();
  await model.zeroGradients();
  const { loss } = await model.backward(inputs);
  await optimizer.step();
  times.push((performance.now() - started) / 1000);
  if (!Number.isFinite(loss)) throw new Error(`loss is not finite: ${loss}`);
}
const sorted = times.slice(warmups).sort((a, b) => a - b);
const trained = [...model.parameters.values()].filter((parameter) => parameter.trainable);
console.log(
  JSON.stringify({
    seconds: ((sorted[steps / 2 - 1] ?? 0) + (sorted[steps / 2] ?? 0)) / 2,
    mebibytes: process.resourceUsage().maxRSS / 1024,
    parameters: trained.reduce((sum, { data }) => sum + data.length, 0),
  }),
);
