import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MissingWeightError, readSafetensors, WeightMismatchError } from "@llm-course/onnx";
import { InferenceSession } from "onnxruntime-node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { initializeWeights } from "../architectures/initialize-weights.ts";
import { ModelFolderError } from "./errors.ts";
import { loadModel } from "./load-model.ts";
import { saveModel } from "./save-model.ts";
import { tinyConfigs, writeTokenizer } from "./tiny-models.fixture.ts";

let root: string;
let tokenizer: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "saved-folder-"));
  tokenizer = join(root, "tokenizer");
  await writeTokenizer(tokenizer);
});
afterAll(() => rm(root, { recursive: true }));

const newFolder = () => mkdtemp(join(root, "model-"));
const readJson = async (...path: string[]) => JSON.parse(await readFile(join(...path), "utf8"));
const shared = (elementCount: number) => new Float32Array(new SharedArrayBuffer(4 * elementCount));
const bert = { ...tinyConfigs.bert, id2label: { "0": "NO", "1": "YES" } };

test("what is saved is loaded again: every weight, from and into shared memory", async () => {
  const folder = join(root, "new", "model");
  const task = "sequence-classification";
  const weights = initializeWeights(bert, { task, seed: 3, allocate: shared });
  await saveModel(folder, { config: bert, task, weights });
  const loaded = await loadModel(folder, { task, allocate: shared });
  expect(loaded.weights).toEqual(weights);
  expect(loaded.weights.get("classifier.weight")?.buffer).toBeInstanceOf(SharedArrayBuffer);
  expect(loaded.report).toEqual({ missing: [], unexpected: [], mismatched: [] });
});

test("the config says what the files are", async () => {
  const folder = await newFolder();
  const task = "token-classification";
  const stale = {
    ...bert,
    architectures: ["BertForMaskedLM"],
    transformers_version: "4.40.0",
    torch_dtype: "float16",
    quantization_config: { bits: 4 },
    "transformers.js_config": { dtype: "q4" },
  };
  await saveModel(folder, { config: stale, task, weights: initializeWeights(bert, { task, seed: 3 }) });
  expect(await readJson(folder, "config.json")).toEqual({
    ...bert,
    architectures: ["BertForTokenClassification"],
    label2id: { NO: 0, YES: 1 },
    dtype: "float32",
  });
});

test("a decoder's folder has Hugging Face's names, each tied weight once, a cache, and its generation config", async () => {
  const folder = await newFolder();
  const config = tinyConfigs.gpt2 ?? {};
  const weights = initializeWeights(config, { task: "causal-lm", seed: 3 });
  await saveModel(folder, { config, task: "causal-lm", weights, tokenizer });
  expect((await readdir(folder)).sort()).toEqual([
    "config.json",
    "generation_config.json",
    "model.safetensors",
    "onnx",
    "tokenizer.json",
    "tokenizer_config.json",
  ]);
  await using file = await readSafetensors(join(folder, "model.safetensors"));
  expect(file.metadata).toEqual({ format: "pt" });
  expect([...file.tensors.keys()]).toContain("transformer.h.1.mlp.c_proj.weight");
  expect([...file.tensors.keys()]).not.toContain("lm_head.weight");
  expect(await readJson(folder, "generation_config.json")).toEqual({
    _from_model_config: true,
    bos_token_id: 2,
    eos_token_id: 3,
    pad_token_id: 0,
  });
  const { inputNames, outputNames } = await InferenceSession.create(join(folder, "onnx", "model.onnx"));
  expect(inputNames).toContain("past_key_values.1.value");
  expect(outputNames).toContain("present.1.value");
});

test("large graphs have their weights beside them, and the config says so", async () => {
  const folder = await newFolder();
  const task = "feature-extraction";
  const config = { ...bert, hidden_size: 32 };
  const weights = initializeWeights(config, { task, seed: 3 });
  await saveModel(folder, { config, task, weights, externalData: true, maxShardSize: 10_000 });
  expect(await readdir(join(folder, "onnx"))).toEqual(["model.onnx", "model.onnx_data"]);
  await InferenceSession.create(join(folder, "onnx", "model.onnx"));
  expect(await readJson(folder, "config.json")).toMatchObject({
    "transformers.js_config": { use_external_data_format: { "model.onnx": 1 } },
  });
  expect(await readdir(folder)).toContain("model.safetensors.index.json");
  expect((await loadModel(folder, { task })).weights).toEqual(weights);
});

test("weights of another model that were in the folder go, notes stay", async () => {
  const folder = await newFolder();
  await mkdir(join(folder, "onnx"));
  const stale = [
    "pytorch_model.bin",
    "model-00001-of-00002.safetensors",
    join("onnx", "model_quantized.onnx"),
  ];
  for (const file of [...stale, "README.md"]) await writeFile(join(folder, file), "old");
  const task = "feature-extraction";
  await saveModel(folder, { config: bert, task, weights: initializeWeights(bert, { task, seed: 3 }) });
  expect((await readdir(folder)).sort()).toEqual(["README.md", "config.json", "model.safetensors", "onnx"]);
  expect(await readdir(join(folder, "onnx"))).toEqual(["model.onnx"]);
});

test("a save that fails leaves the old folder as it was", async () => {
  const folder = await newFolder();
  const task = "feature-extraction";
  const weights = initializeWeights(bert, { task, seed: 3 });
  await saveModel(folder, { config: bert, task, weights });
  const name = "encoder.layer.1.output.LayerNorm.bias";

  const short = new Map(weights).set(name, new Float32Array(7));
  await expect(saveModel(folder, { config: bert, task, weights: short })).rejects.toThrow(
    WeightMismatchError,
  );
  const fewer = new Map(weights);
  fewer.delete(name);
  await expect(saveModel(folder, { config: bert, task, weights: fewer })).rejects.toThrow(MissingWeightError);
  const saving = saveModel(folder, { config: bert, task, weights, tokenizer: folder });
  await expect(saving).rejects.toThrow(ModelFolderError);
  await expect(saving).rejects.toThrow(
    `missing file of the tokenizer, expected in ${folder}: tokenizer.json`,
  );

  expect((await loadModel(folder, { task })).weights).toEqual(weights);
  expect((await readdir(root)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});
