import { compile } from "@llm-course/onnx";
import { expect, test } from "vitest";
import type { Task } from "../architectures/architecture.ts";
import { inputs } from "../checkpoints/tiny-batch.fixture.ts";
import { addLora } from "./add-lora.ts";
import { LoraMergeError } from "./errors.ts";
import { tinyModel, trainedAdapters } from "./lora.fixture.ts";
import type { LoraSettings } from "./lora-config.ts";
import { mergeAndUnload } from "./merge-and-unload.ts";

const settings: LoraSettings = { r: 3, loraAlpha: 5, targetModules: "all-linear" };

test.each<[string, Task, LoraSettings]>([
  ["bert", "sequence-classification", settings],
  [
    "bert",
    "token-classification",
    { ...settings, targetModules: ["query", "word_embeddings"], useRslora: true },
  ],
  ["roberta", "question-answering", settings],
  ["roberta", "sequence-classification", settings],
  ["distilbert", "masked-lm", settings],
  ["gpt2", "causal-lm", settings],
  ["gpt2", "sequence-classification", { ...settings, targetModules: ["c_attn", "wte", "wpe"] }],
  ["llama", "causal-lm", settings],
  ["qwen2", "causal-lm", { ...settings, r: 20 }],
])(
  "%s, %s: merged weights do what adapters do",
  async (type, task, settings) => {
    const { network, weights } = tinyModel(type, task);
    const lora = await addLora(network, settings);
    const all = new Map([...weights, ...trainedAdapters(lora)]);
    const merged = mergeAndUnload(lora, all);
    expect([...merged.weights.keys()]).toEqual([...network.parameters.keys()]);
    expect(merged.network).toBe(network);

    const output = task === "question-answering" ? "start_logits" : "logits";
    const [base, adapted, plain] = await Promise.all(
      [
        { graph: network, weights },
        { graph: lora.network, weights: all },
        { graph: network, weights: merged.weights },
      ].map(async ({ graph, weights }) => {
        await using model = await compile({ graph, weights, trainable: () => false });
        const outputs = await model.evaluate(inputs, { outputs: [output] });
        return Array.from(outputs[output]?.data ?? [], Number);
      }),
    );
    const difference = (a: number[] = [], b: number[] = []) =>
      Math.max(...a.map((x, i) => Math.abs(x - (b[i] ?? 0))));
    expect(difference(plain, adapted)).toBeLessThan(1e-4);
    expect(difference(base, adapted)).toBeGreaterThan(0.1);
  },
  60_000,
);

test("weights without an adapter are not copied, the others stay as they were", async () => {
  const { network, weights } = tinyModel("bert", "sequence-classification");
  const lora = await addLora(network, settings);
  const before = new Map([...weights].map(([name, values]) => [name, values.slice()]));
  const merged = mergeAndUnload(lora, new Map([...weights, ...trainedAdapters(lora)]));
  expect(weights).toEqual(before);
  const name = "bert.embeddings.word_embeddings.weight";
  expect(merged.weights.get(name)).toBe(weights.get(name));
});

test("an embedding that output embeddings are tied to cannot be merged", async () => {
  const { network, weights } = tinyModel("gpt2", "causal-lm");
  const lora = await addLora(network, { targetModules: ["wte"] });
  const all = new Map([...weights, ...trainedAdapters(lora)]);
  expect(() => mergeAndUnload(lora, all)).toThrow(LoraMergeError);
  expect(() => mergeAndUnload(lora, all)).toThrow("transformer.wte.weight");
});
