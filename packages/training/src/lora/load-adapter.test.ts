import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MissingWeightError, readSafetensors, storedTensor, writeSafetensors } from "@llm-course/onnx";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ModelFolderError } from "../checkpoints/errors.ts";
import { addLora } from "./add-lora.ts";
import { AdapterMismatchError } from "./errors.ts";
import { loadAdapter } from "./load-adapter.ts";
import { tinyModel, trainedAdapters } from "./lora.fixture.ts";
import type { LoraSettings } from "./lora-config.ts";
import { saveAdapter } from "./save-adapter.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "adapter-"));
});
afterAll(() => rm(root, { recursive: true }));

const task = "sequence-classification";

async function saved(name: string, settings: LoraSettings, type = "bert") {
  const { network, weights } = tinyModel(type, task);
  const lora = await addLora(network, settings);
  const all = new Map([...weights, ...trainedAdapters(lora)]);
  const folder = join(root, name);
  await saveAdapter(folder, lora, { weights: all });
  return { folder, network, lora, all };
}

async function shapes(folder: string): Promise<Record<string, readonly number[]>> {
  await using file = await readSafetensors(join(folder, "adapter_model.safetensors"));
  return Object.fromEntries([...file.tensors].map(([name, { shape }]) => [name, shape]));
}

describe("saveAdapter", () => {
  test("writes the files and keys of PEFT", async () => {
    const settings: LoraSettings = {
      r: 2,
      targetModules: ["0.attention.self.query", "word_embeddings"],
      taskType: "SEQ_CLS",
      bias: "lora_only",
    };
    const { folder } = await saved("keys", settings);
    expect((await readdir(folder)).sort()).toEqual(["adapter_config.json", "adapter_model.safetensors"]);
    const query = "base_model.model.bert.encoder.layer.0.attention.self.query";
    const words = "base_model.model.bert.embeddings.word_embeddings";
    expect(await shapes(folder)).toEqual({
      [`${query}.lora_A.weight`]: [2, 8],
      [`${query}.lora_B.weight`]: [8, 2],
      [`${query}.base_layer.bias`]: [8],
      [`${words}.lora_embedding_A`]: [2, 13],
      [`${words}.lora_embedding_B`]: [8, 2],
      "base_model.model.classifier.weight": [2, 8],
      "base_model.model.classifier.bias": [2],
    });
  });

  test("replaces an older adapter, and keeps other files", async () => {
    const { folder } = await saved("again", { r: 2 });
    await writeFile(join(folder, "adapter_model.bin"), "old");
    await writeFile(join(folder, "README.md"), "card");
    await saved("again", { r: 3 });
    expect((await readdir(folder)).sort()).toEqual([
      "README.md",
      "adapter_config.json",
      "adapter_model.safetensors",
    ]);
    expect(JSON.parse(await readFile(join(folder, "adapter_config.json"), "utf8")).r).toBe(3);
  });

  test("leaves the old adapter where a weight is missing", async () => {
    const { folder, lora, all } = await saved("incomplete", { r: 2 });
    all.delete([...lora.modules.values()][0]?.a ?? "");
    await expect(saveAdapter(folder, lora, { weights: all })).rejects.toThrow(MissingWeightError);
    expect(Object.keys(await shapes(folder))).toHaveLength(8);
  });
});

describe("loadAdapter", () => {
  test.each<[string, LoraSettings]>([
    ["bert", { r: 3, loraAlpha: 5, targetModules: "all-linear", taskType: "SEQ_CLS", bias: "all" }],
    ["gpt2", { rankPattern: { "h.1.attn.c_attn": 2 }, modulesToSave: ["score"] }],
    ["llama", { targetModules: /.*(q|up)_proj/, useRslora: true }],
  ])("gives back what was saved of %s", async (type, settings) => {
    const { folder, network, lora, all } = await saved(`whole-${type}`, settings, type);
    const loaded = await loadAdapter(folder, network);
    expect(loaded.settings).toEqual(lora.settings);
    expect(loaded.modules).toEqual(lora.modules);
    expect(loaded.network).toEqual(lora.network);
    const trained = [...lora.network.parameters.keys()].filter(lora.trainable);
    expect(new Map(loaded.weights)).toEqual(new Map(trained.map((name) => [name, all.get(name)])));
  });

  test("reads half precision, and base weights that PEFT keeps with adapted embeddings", async () => {
    const { folder, network } = await saved("half", { r: 1, targetModules: ["word_embeddings"] });
    const name = "bert.embeddings.word_embeddings";
    const one = (...shape: number[]) =>
      storedTensor("F16", shape, new Uint16Array(shape.reduce((a, b) => a * b)).fill(0x3c00));
    await writeSafetensors(
      join(folder, "adapter_model.safetensors"),
      new Map([
        [`base_model.model.${name}.lora_embedding_A`, one(1, 13)],
        [`base_model.model.${name}.lora_embedding_B`, one(8, 1)],
        [`base_model.model.${name}.base_layer.weight`, one(13, 8)],
      ]),
    );
    const { weights } = await loadAdapter(folder, network);
    expect(weights.get(`${name}.lora_embedding_B`)).toEqual(new Float32Array(8).fill(1));
    expect(weights.get(`${name}.weight`)).toEqual(new Float32Array(13 * 8).fill(1));
  });

  test("lists keys that are missing, unexpected or of another shape", async () => {
    const { folder, network } = await saved("wrong", { r: 2, targetModules: ["0.attention.self.query"] });
    const query = "base_model.model.bert.encoder.layer.0.attention.self.query";
    const tensors = { [`${query}.lora_A.weight`]: [3, 8], "base_model.model.classifier.weight": [2, 8] };
    const file = join(folder, "adapter_model.safetensors");
    await writeSafetensors(
      file,
      new Map(
        Object.entries(tensors).map(([name, shape]) => [
          name,
          storedTensor("F32", shape, new Float32Array(shape.reduce((a, b) => a * b))),
        ]),
      ),
    );
    const error = await loadAdapter(folder, network).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(AdapterMismatchError);
    expect(error).toMatchObject({
      missing: [`${query}.lora_B.weight`],
      unexpected: ["base_model.model.classifier.weight"],
      mismatched: [{ parameter: `${query}.lora_A.weight`, expected: "F32 [2, 8]", given: "F32 [3, 8]" }],
    });
    expect((error as Error).message).toContain(`(expected F32 [2, 8], given F32 [3, 8]) (${file})`);
  });

  test("says where settings are missing", async () => {
    const { network } = tinyModel("bert", task);
    await expect(loadAdapter(join(root, "nowhere"), network)).rejects.toThrow(ModelFolderError);
    await expect(loadAdapter(join(root, "nowhere"), network)).rejects.toThrow("adapter_config.json");
  });
});
