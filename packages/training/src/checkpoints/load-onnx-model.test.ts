import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Batch,
  type CompiledModel,
  compile,
  encodeOnnx,
  type ModelProto,
  readOnnx,
  tensorNames,
} from "@llm-course/onnx";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addLora } from "../lora/add-lora.ts";
import { LoraMergeError } from "../lora/errors.ts";
import { initializeLora } from "../lora/initialize-lora.ts";
import { mergeAndUnload } from "../lora/merge-and-unload.ts";
import { Trainer } from "../trainer/trainer.ts";
import { attachLoss } from "./attach-loss.ts";
import {
  bnb4Decoder,
  genaiDecoder,
  optimumPair,
  scriptedDecoder,
  vocabSize,
  writeExport,
} from "./exports.fixture.ts";
import { type LoadedOnnxModel, loadOnnxModel } from "./load-onnx-model.ts";
import { saveOnnxModel } from "./save-onnx-model.ts";
import { int64 } from "./tiny-batch.fixture.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "exports-"));
});
afterAll(() => rm(folder, { recursive: true }));

const mask = int64([
  [1, 1, 1, 1],
  [1, 1, 1, 0],
]);

async function train(model: CompiledModel, batch: Batch, steps: number): Promise<number[]> {
  const optimizer = await model.adamW({ learningRate: 0.02 });
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    await model.zeroGradients();
    losses.push(Number((await model.backward(batch)).loss));
    await optimizer.step();
  }
  return losses;
}

const trained = (model: CompiledModel) =>
  new Map([...model.parameters].map(([name, { data }]) => [name, data]));

/** A session without fusions, over a model that is not changed. */
const run = async (model: ModelProto, feeds: Record<string, Tensor>) => {
  const session = await InferenceSession.create(encodeOnnx(model), { logSeverityLevel: 3 });
  const results = await session.run(feeds);
  await session.release();
  return results;
};

const tensor = ({ data, dims }: Batch[string]) => new Tensor("int64", data as BigInt64Array, dims);

function expectNear(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  const errors = Array.from(expected, (value, i) => Math.abs(value - (actual[i] ?? Number.NaN)));
  expect(Math.max(...errors)).toBeLessThan(tolerance);
}

describe("an encoder and a merged decoder", () => {
  const config = { model_type: "tiny", decoder_start_token_id: 0, pad_token_id: 1 };
  const labels = int64([
    [5, 6, 2],
    [7, 2, -100],
  ]);
  const inputIds = int64([
    [4, 5, 6, 3],
    [7, 8, 3, 1],
  ]);
  let loaded: LoadedOnnxModel;
  beforeAll(async () => {
    const { encoder, decoder } = optimumPair();
    await writeExport(join(folder, "pair"), config, {
      "encoder_model.onnx": encoder,
      "decoder_model_merged.onnx": decoder,
    });
    loaded = await loadOnnxModel(join(folder, "pair"));
  });

  test("are one graph without a cache, with the weights that both have once", () => {
    const inputs = loaded.network.model.graph?.input.map(({ name }) => name);
    expect(inputs?.filter((name) => !loaded.weights.has(name))).toEqual([
      "input_ids",
      "attention_mask",
      "decoder_input_ids",
    ]);
    expect([...loaded.weights.keys()].sort()).toEqual([
      "decoder/lm_head.weight",
      "decoder/onnx::MatMul_20",
      "onnx::MatMul_10",
      "shared.weight",
    ]);
  });

  test("have the exported files' logits", async () => {
    const ids = int64([
      [0, 5, 6],
      [0, 7, 2],
    ]);
    await using model = await compile({
      graph: loaded.network,
      weights: loaded.weights,
      trainable: () => false,
    });
    const batch = { input_ids: inputIds, attention_mask: mask, decoder_input_ids: ids };
    const { logits } = await model.evaluate(batch);
    expectNear(logits?.data as Float32Array, await exportedLogits("pair", ids), 1e-5);
  });

  /** What the two files give, one after the other. */
  async function exportedLogits(name: string, decoderIds: Batch[string]): Promise<Float32Array> {
    const read = (file: string) => readOnnx(join(folder, name, "onnx", file));
    const feeds = { input_ids: tensor(inputIds), attention_mask: tensor(mask) };
    const { last_hidden_state: states } = await run(await read("encoder_model.onnx"), feeds);
    const { logits } = await run(await read("decoder_model_merged.onnx"), {
      input_ids: tensor(decoderIds),
      encoder_attention_mask: tensor(mask),
      encoder_hidden_states: states as Tensor,
      "past_key_values.0.encoder.key": new Tensor("float32", new Float32Array(), [2, 0, 32]),
      use_cache_branch: new Tensor("bool", [false], [1]),
    });
    return logits?.data as Float32Array;
  }

  test("learn a batch together, and are saved as the files they were", async () => {
    const graph = attachLoss(loaded.network, { task: "seq2seq-lm", config });
    const before = new Map([...loaded.weights].map(([name, values]) => [name, Float32Array.from(values)]));
    await using model = await compile({ graph, weights: loaded.weights });
    const batch = { input_ids: inputIds, attention_mask: mask, labels };
    const losses = await train(model, batch, 30);
    expect(losses.at(-1)).toBeLessThan(0.05 * (losses[0] ?? 0));
    for (const [name, { data }] of model.parameters)
      expect([...data], name).not.toEqual([...(before.get(name) ?? [])]);

    await saveOnnxModel(join(folder, "trained-pair"), loaded, { weights: trained(model) });
    const { logits } = await model.evaluate(batch, { outputs: ["logits"] });
    const ids = int64([
      [0, 5, 6],
      [0, 7, 2],
    ]);
    expectNear(logits?.data as Float32Array, await exportedLogits("trained-pair", ids), 1e-5);
    const again = await loadOnnxModel(join(folder, "trained-pair"));
    expect(again.config).toEqual(config);
    expect([...(again.weights.get("shared.weight") ?? [])]).toEqual([
      ...(model.parameters.get("shared.weight")?.data ?? []),
    ]);
  });
});

describe("a decoder with weights of 4 bits", () => {
  const ids = int64([
    [4, 5, 6, 3],
    [7, 8, 3, 1],
  ]);
  const labels = int64([
    [4, 5, 6, 3],
    [7, 8, 3, -100],
  ]);
  let loaded: LoadedOnnxModel;
  beforeAll(async () => {
    await writeExport(join(folder, "genai"), { model_type: "llama" }, { "model_q4.onnx": genaiDecoder() });
    loaded = await loadOnnxModel(join(folder, "genai"), { dtype: "q4" });
  });

  test("reads whole texts; its scales stay constants", () => {
    const inputs = loaded.network.model.graph?.input.map(({ name }) => name);
    expect(inputs?.filter((name) => !loaded.weights.has(name))).toEqual(["input_ids", "attention_mask"]);
    expect([...loaded.weights.keys()].some((name) => name.includes("scales"))).toBe(false);
    expect(loaded.weights.has("model.embed_tokens.weight")).toBe(true);
  });

  test("has the exported file's logits", async () => {
    await using model = await compile({
      graph: loaded.network,
      weights: loaded.weights,
      trainable: () => false,
    });
    const { logits } = await model.evaluate({ input_ids: ids, attention_mask: mask });
    const none = () => new Tensor("float32", new Float32Array(), [2, 1, 0, 16]);
    const results = await run(await readOnnx(join(folder, "genai", "onnx", "model_q4.onnx")), {
      ...{ input_ids: tensor(ids), attention_mask: tensor(mask) },
      ...{ "past_key_values.0.key": none(), "past_key_values.0.value": none() },
    });
    // The last token of the second text is padding.
    const shown = 7 * vocabSize;
    const [actual, expected] = [logits, results.logits].map((each) => [
      ...((each?.data ?? []) as Float32Array),
    ]);
    expect(expected?.length).toBe(8 * vocabSize);
    expectNear(actual?.slice(0, shown) ?? [], expected?.slice(0, shown) ?? [], 1e-5);
  });

  test("learns with adapters beside its frozen weights", async () => {
    const graph = attachLoss(loaded.network, { task: "causal-lm" });
    const lora = await addLora(graph, { r: 4, loraAlpha: 16, targetModules: "all-linear" });
    expect([...lora.modules.keys()]).toEqual([
      ...["q", "k", "v", "o"].map((name) => `model.layers.0.attn.${name}_proj`),
      ...["gate", "up", "down"].map((name) => `model.layers.0.mlp.${name}_proj`),
    ]);
    const weights = new Map([...loaded.weights, ...initializeLora(lora)]);
    await using model = await compile({ graph: lora.network, weights, trainable: lora.trainable });
    const losses = await train(model, { input_ids: ids, attention_mask: mask, labels }, 40);
    expect(losses.at(-1)).toBeLessThan(0.2 * (losses[0] ?? 0));
    const embeddings = model.parameters.get("model.embed_tokens.weight")?.data ?? [];
    expect([...embeddings]).toEqual([...(loaded.weights.get("model.embed_tokens.weight") ?? [])]);
    expect(() => mergeAndUnload(lora, trained(model))).toThrow(LoraMergeError);
  });

  test("has the gradients of finite differences for its norms", async () => {
    const graph = attachLoss(loaded.network, { task: "causal-lm" });
    const name = "model.layers.0.input_layernorm.weight";
    await using model = await compile({ graph, weights: loaded.weights, trainable: (each) => each === name });
    const batch = { input_ids: ids, attention_mask: mask, labels };
    await model.backward(batch);
    const gradient = await model.gradient(name);
    const values = model.parameters.get(name)?.data ?? new Float32Array();
    const loss = async () => Number((await model.evaluate(batch, { outputs: ["loss"] })).loss?.data[0]);
    const differences: number[] = [];
    for (const [i, value] of values.entries()) {
      values[i] = value + 1e-2;
      const above = await loss();
      values[i] = value - 1e-2;
      differences.push((above - (await loss())) / 2e-2);
      values[i] = value;
    }
    const largest = Math.max(...differences.map(Math.abs));
    expect(largest).toBeGreaterThan(1e-3);
    expectNear(gradient ?? [], differences, 0.02 * largest);
  });
});

test("a folder without the graphs is refused with the files there could be", async () => {
  await writeExport(join(folder, "empty"), {}, {});
  await expect(loadOnnxModel(join(folder, "empty"), { dtype: "fp16" })).rejects.toThrow(
    /missing graph, expected model_fp16.onnx, or encoder_model_fp16.onnx and decoder_model_merged_fp16.onnx/,
  );
  const unknown = loadOnnxModel(join(folder, "empty"), { dtype: "q3" as "q4" });
  await expect(unknown).rejects.toThrow(/unknown dtype, expected one of fp32, fp16, .*bnb4: q3/);
});

test("weights in a quantisation that no gradient passes are refused with the way out", async () => {
  await writeExport(join(folder, "bnb4"), { model_type: "gpt2" }, { "model_bnb4.onnx": bnb4Decoder() });
  const loaded = await loadOnnxModel(join(folder, "bnb4"), { dtype: "bnb4" });
  const network = attachLoss(loaded.network, { task: "causal-lm" });
  await using trainer = new Trainer({
    model: { ...loaded, task: "causal-lm", network },
    trainDataset: [{ input_ids: [1, 2], labels: [1, 2] }],
    args: { saveStrategy: "no", maxSteps: 1 },
  });
  await expect(trainer.train()).rejects.toThrow(
    "quantise the weights with MatMulNBits or as QDQ: com.microsoft.MatMulBnb4",
  );
});

test("branches that an input decides are trained, and saved where they were", async () => {
  await writeExport(join(folder, "scripted"), { model_type: "custom" }, { "model.onnx": scriptedDecoder() });
  const loaded = await loadOnnxModel(join(folder, "scripted"), { inputs: { sr: 16000 } });
  expect([...loaded.weights.keys()]).toEqual(["embeddings", "fast.weight"]);
  const network = attachLoss(loaded.network, { task: "causal-lm" });
  await using trainer = new Trainer({
    model: { ...loaded, task: "causal-lm", network },
    trainDataset: [{ input_ids: [1, 2, 3], labels: [1, 2, 3] }],
    args: { saveStrategy: "no", maxSteps: 2, learningRate: 0.1 },
  });
  await trainer.train();
  await trainer.saveModel(join(folder, "scripted-trained"));
  const graph = (name: string) => readOnnx(join(folder, name, "onnx", "model.onnx"));
  const input_ids = tensor(int64([[4, 5]]));
  const logits = async (name: string, sr: bigint) => {
    const results = await run(await graph(name), { input_ids, sr: new Tensor("int64", [sr], []) });
    return results.logits?.data as Float32Array;
  };
  const model = await trainer.compiled();
  const { logits: trained } = await model.evaluate({ input_ids: int64([[4, 5]]) }, { outputs: ["logits"] });
  expectNear(await logits("scripted-trained", 16000n), trained?.data as Float32Array, 1e-5);
  // The other branch has its weight as it was.
  expect(tensorNames(await graph("scripted-trained"))).toEqual(tensorNames(await graph("scripted")));
  const weightOf = async (name: string) => {
    const { weights } = await loadOnnxModel(join(folder, name), { inputs: { sr: 8000 } });
    return weights.get("slow.weight");
  };
  expect(await weightOf("scripted-trained")).toEqual(await weightOf("scripted"));
});
