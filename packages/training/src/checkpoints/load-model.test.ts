import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MissingCheckpointError, type StoredTensor, storedTensor, writeSafetensors } from "@llm-course/onnx";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildModel } from "../architectures/build-model.ts";
import { initializeWeights } from "../architectures/initialize-weights.ts";
import { ConfigError } from "../errors.ts";
import { CheckpointMismatchError, ModelFolderError } from "./errors.ts";
import { loadModel } from "./load-model.ts";
import { tinyConfigs } from "./tiny-models.fixture.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "load-model-"));
});
afterAll(() => rm(root, { recursive: true }));

const config = tinyConfigs.bert ?? {};
const base = initializeWeights(config, { task: "feature-extraction", seed: 5 });
const pooler = { "pooler.dense.weight": f32([8, 8]), "pooler.dense.bias": f32([8]) };

function f32(shape: readonly number[], values?: Float32Array): StoredTensor {
  const count = shape.reduce((a, b) => a * b, 1);
  return storedTensor("F32", shape, values ?? new Float32Array(count).fill(0.5));
}

/** A folder as a checkpoint of BertModel, with changes; undefined takes a tensor away. */
async function checkpoint(changes: Record<string, StoredTensor | undefined> = {}): Promise<string> {
  const folder = await mkdtemp(join(root, "checkpoint-"));
  await writeFile(join(folder, "config.json"), JSON.stringify(config));
  const { parameters } = buildModel(config, { task: "feature-extraction" });
  const tensors = new Map<string, StoredTensor>();
  for (const [name, shape] of parameters) tensors.set(name, f32(shape, base.get(name)));
  for (const [name, tensor] of Object.entries({ ...pooler, ...changes })) {
    if (tensor) tensors.set(name, tensor);
    else tensors.delete(name);
  }
  await writeSafetensors(join(folder, "model.safetensors"), tensors);
  return folder;
}

test("a base checkpoint gets a new head, which the report names; the seed decides it", async () => {
  const folder = await checkpoint();
  const load = (seed?: number) => loadModel(folder, { task: "sequence-classification", seed });
  const { weights, report, network } = await load();
  expect(report).toEqual({
    missing: ["classifier.weight", "classifier.bias"],
    unexpected: [],
    mismatched: [],
  });
  expect([...weights.keys()].sort()).toEqual([...network.parameters.keys()].sort());
  const name = "encoder.layer.1.attention.self.query.weight";
  expect(weights.get(`bert.${name}`)).toEqual(base.get(name));
  expect(weights.get("bert.pooler.dense.bias")).toEqual(new Float32Array(8).fill(0.5));
  expect((await load()).weights.get("classifier.weight")).toEqual(weights.get("classifier.weight"));
  expect((await load(7)).weights.get("classifier.weight")).not.toEqual(weights.get("classifier.weight"));
});

test("labels come with the call: their number, names and the loss", async () => {
  const id2label = { "0": "A", "1": "B", "2": "C" };
  const loaded = await loadModel(await checkpoint(), {
    task: "token-classification",
    labels: true,
    config: { id2label },
  });
  expect(loaded.network.parameters.get("classifier.weight")).toEqual([3, 8]);
  expect(loaded.config).toMatchObject({ id2label, label2id: { A: 0, B: 1, C: 2 } });
  expect(loaded.network.model.graph?.output.map(({ name }) => name)).toContain("loss");
});

test("half precision is widened, old names are found, what nobody needs is passed over", async () => {
  const name = "embeddings.LayerNorm";
  const half = new Float16Array(8).fill(0.25);
  const folder = await checkpoint({
    [`${name}.weight`]: undefined,
    [`${name}.gamma`]: storedTensor("F16", [8], half),
    [`${name}.bias`]: undefined,
    [`${name}.beta`]: storedTensor("BF16", [8], new Uint16Array(8).fill(0x3e80)),
    "embeddings.position_ids": storedTensor("I64", [1, 2], new BigInt64Array(2)),
    "cls.seq_relationship.weight": f32([2, 8]),
    "cls.predictions.bias": f32([13]),
  });
  const { weights, report } = await loadModel(folder, { task: "feature-extraction" });
  expect(weights.get(`${name}.weight`)).toEqual(new Float32Array(8).fill(0.25));
  expect(weights.get(`${name}.bias`)).toEqual(new Float32Array(8).fill(0.25));
  expect(report).toEqual({ missing: [], unexpected: ["cls.predictions.bias"], mismatched: [] });
});

test("missing layers are an error with every name, not new weights", async () => {
  const folder = await checkpoint({
    "encoder.layer.1.output.dense.weight": undefined,
    "encoder.layer.9.output.dense.weight": f32([8, 12]),
  });
  const error = await loadModel(folder, { task: "sequence-classification" }).catch((error) => error);
  expect(error).toBeInstanceOf(CheckpointMismatchError);
  expect(error).toMatchObject({
    missing: ["bert.encoder.layer.1.output.dense.weight"],
    unexpected: ["encoder.layer.9.output.dense.weight"],
    mismatched: [],
  });
  expect(error.message).toBe(
    "mismatched checkpoint, check that config.json belongs to these weights: " +
      "missing: bert.encoder.layer.1.output.dense.weight; " +
      `unexpected: encoder.layer.9.output.dense.weight (${folder})`,
  );
});

test("other shapes are an error with both, or new weights where that is asked for", async () => {
  const folder = await checkpoint({ "classifier.weight": f32([5, 8]), "classifier.bias": f32([5]) });
  const task = "sequence-classification";
  const error = await loadModel(folder, { task }).catch((error) => error);
  expect(error).toBeInstanceOf(CheckpointMismatchError);
  expect(error.message).toContain(
    "pass { ignoreMismatchedSizes: true } to initialise them anew: wrong shape: " +
      "classifier.weight (expected F32 [2, 8], given F32 [5, 8]), classifier.bias (expected F32 [2], given F32 [5])",
  );
  const { weights, report } = await loadModel(folder, { task, ignoreMismatchedSizes: true });
  expect(weights.get("classifier.weight")).toHaveLength(16);
  expect(report.mismatched.map(({ parameter }) => parameter)).toEqual([
    "classifier.weight",
    "classifier.bias",
  ]);
});

test("a tied head of a language model is found under its other name only, too", async () => {
  const word = "embeddings.word_embeddings.weight";
  const folder = await checkpoint({ [word]: undefined, "cls.predictions.decoder.weight": f32([13, 8]) });
  const { weights, report } = await loadModel(folder, { task: "masked-lm" });
  expect(weights.get(`bert.${word}`)).toEqual(new Float32Array(13 * 8).fill(0.5));
  expect(report.missing.every((name) => name.startsWith("cls.predictions."))).toBe(true);
});

test("folders that are none are refused", async () => {
  const empty = await mkdtemp(join(root, "empty-"));
  const load = () => loadModel(empty, { task: "feature-extraction" });
  await expect(load()).rejects.toThrow(ModelFolderError);
  await expect(load()).rejects.toThrow("missing config");
  await writeFile(join(empty, "config.json"), "{");
  await expect(load()).rejects.toThrow("expected JSON");
  await writeFile(join(empty, "config.json"), "[]");
  await expect(load()).rejects.toThrow("expected a JSON object");
  await writeFile(join(empty, "config.json"), JSON.stringify(config));
  await expect(load()).rejects.toThrow(MissingCheckpointError);
  const quantized = { ...config, quantization_config: { quant_method: "gptq", bits: 4 } };
  await writeFile(join(empty, "config.json"), JSON.stringify(quantized));
  await expect(load()).rejects.toThrow(ConfigError);
  await expect(load()).rejects.toThrow(
    "an export with loadOnnxModel: quantization_config.quant_method = gptq",
  );
});
