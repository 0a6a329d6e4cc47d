// Gradient checkpointing of graphs that we did not build: exports as loadOnnxModel reads them.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Batch, compile, fromOnnx, readOnnx, type TrainableModel } from "@llm-course/onnx";
import { afterAll, beforeAll, expect, test } from "vitest";
import { attachHead } from "../src/checkpoints/attach-head.ts";
import { attachLoss } from "../src/checkpoints/attach-loss.ts";
import { genaiDecoder, optimumPair, writeExport } from "../src/checkpoints/exports.fixture.ts";
import { loadOnnxModel } from "../src/checkpoints/load-onnx-model.ts";
import { inputs, int64 } from "../src/checkpoints/tiny-batch.fixture.ts";
import { addLora } from "../src/lora/add-lora.ts";
import { initializeLora } from "../src/lora/initialize-lora.ts";

interface Training {
  readonly graph: TrainableModel;
  readonly weights: ReadonlyMap<string, Float32Array>;
  readonly batch: Batch;
  readonly trainable?: (name: string) => boolean;
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "checkpointed-exports-"));
});
afterAll(() => rm(folder, { recursive: true }));

const texts = {
  input_ids: int64([
    [4, 5, 6, 3],
    [7, 8, 3, 1],
  ]),
  attention_mask: int64([
    [1, 1, 1, 1],
    [1, 1, 1, 0],
  ]),
};
const labels = int64([
  [4, 5, 6, 3],
  [7, 8, 3, -100],
]);

/** Optimum's pair of an encoder and a merged decoder, as one graph. */
async function pair(): Promise<Training> {
  const config = { model_type: "tiny", decoder_start_token_id: 0, pad_token_id: 1 };
  const { encoder, decoder } = optimumPair();
  const files = { "encoder_model.onnx": encoder, "decoder_model_merged.onnx": decoder };
  await writeExport(join(folder, "pair"), config, files);
  const { network, weights } = await loadOnnxModel(join(folder, "pair"));
  const graph = attachLoss(network, { task: "seq2seq-lm", config });
  return { graph, weights, batch: { ...texts, labels } };
}

/** A decoder of onnxruntime-genai with weights of 4 bits, of which norms and embeddings are trained. */
async function genai(): Promise<Training> {
  await writeExport(join(folder, "genai"), { model_type: "llama" }, { "model_q4.onnx": genaiDecoder() });
  const { network, weights } = await loadOnnxModel(join(folder, "genai"), { dtype: "q4" });
  return { graph: attachLoss(network, { task: "causal-lm" }), weights, batch: { ...texts, labels } };
}

/** The same with adapters, which alone are trained. */
async function adapted(): Promise<Training> {
  const { graph, weights, ...rest } = await genai();
  const lora = await addLora(graph, { r: 4, loraAlpha: 16, targetModules: "all-linear" });
  const all = new Map([...weights, ...initializeLora(lora)]);
  return { ...rest, graph: lora.network, weights: all, trainable: lora.trainable };
}

/** An encoder that PyTorch exported, with a new head. */
async function encoder(): Promise<Training> {
  const path = join(import.meta.dirname, "onnx-export", "fixtures", "encoder.onnx");
  const { network, weights } = attachHead(fromOnnx(await readOnnx(path)), {
    ...{ task: "token-classification", numLabels: 3, labels: true, seed: 1 },
  });
  const batch = {
    ...inputs,
    labels: int64([
      [0, 1, 2, 0],
      [1, 2, 0, -100],
    ]),
  };
  return { graph: network, weights, batch };
}

test.each([
  ["an encoder and a merged decoder", pair],
  ["a decoder with weights of 4 bits", genai],
  ["adapters beside weights of 4 bits", adapted],
  ["an encoder that PyTorch exported, with a head", encoder],
] as const)("%s: gradients are those of the graph as a whole", async (_, load) => {
  const { graph, weights, batch, trainable = () => true } = await load();
  const results: Map<string, ArrayLike<number>>[] = [];
  for (const gradientCheckpointing of [false, true]) {
    await using model = await compile({ graph, weights, trainable, gradientCheckpointing });
    const { loss } = await model.backward(batch);
    const gradients = new Map<string, ArrayLike<number>>([["loss", [loss]]]);
    for (const [name, parameter] of model.parameters)
      if (parameter.trainable) gradients.set(name, (await model.gradient(name)) ?? []);
    results.push(gradients);
  }
  const [kept, again] = results as [Map<string, number[]>, Map<string, number[]>];
  expect(kept.size).toBeGreaterThan(3);
  for (const [name, expected] of kept) {
    const actual = again.get(name) ?? [];
    expect(actual.length, name).toBe(expected.length);
    const largest = Math.max(1, ...Array.from(expected, Math.abs));
    const errors = Array.from(expected, (value, i) => Math.abs(value - (actual[i] ?? Number.NaN)));
    expect(Math.max(...errors), name).toBeLessThan(2e-6 * largest);
  }
});
