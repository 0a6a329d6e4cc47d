// For webgpu.test.ts: one training step and one generation of a tiny GPT-2 on the device in COURSE_DEVICE, and where the
// nodes of both graphs ran, as JSON.
import { createDecoder, generate } from "@llm-course/generation";
import { compile, differentiate, nodePlacement } from "@llm-course/onnx";
import { Tensor } from "onnxruntime-node";
import { buildModel } from "../src/architectures/build-model.ts";
import { initializeWeights } from "../src/architectures/initialize-weights.ts";
import { inputs } from "../src/checkpoints/tiny-batch.fixture.ts";
import { tinyConfigs } from "../src/checkpoints/tiny-models.fixture.ts";

const task = "causal-lm";
const config = { ...tinyConfigs.gpt2, n_layer: 1 };
const weights = initializeWeights(config, { task, seed: 2 });
const graph = buildModel(config, { task, labels: true });
const batch = {
  input_ids: inputs.input_ids,
  attention_mask: inputs.attention_mask,
  labels: inputs.input_ids,
} as Record<string, { type: string; data: BigInt64Array; dims: readonly number[] }>;

await using model = await compile({ graph, weights });
const { loss } = await model.backward(batch);
const gradNorm = await model.clipGradNorm(1e9);
const optimizer = await model.sgd({ learningRate: 0.1 });
await optimizer.step();
const learnt = new Map([...model.parameters].map(([name, { data }]) => [name, data]));

const decoding = buildModel(config, { task, cache: true });
await using decoder = await createDecoder({ model: decoding.model, weights: learnt, config });
const { sequences } = await generate(
  decoder,
  {
    inputIds: [
      [2, 5],
      [2, 7],
    ],
  },
  { maxNewTokens: 6, eosTokenId: null, padTokenId: 0 },
);

const differentiated = await differentiate(graph.model, { loss: "loss", wrt: [...weights.keys()] });
const placement = await nodePlacement(differentiated, {
  ...Object.fromEntries(
    [...graph.parameters].map(([name, shape]) => [
      name,
      new Tensor("float32", weights.get(name) as Float32Array, shape),
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(batch).map(([name, { data, dims }]) => [name, new Tensor("int64", data, dims)]),
  ),
});
const parameters = Object.fromEntries([...learnt].map(([name, data]) => [name, [...data]]));
console.log(JSON.stringify({ loss, gradNorm, parameters, sequences, placement }));
