import { compile } from "@llm-course/onnx";
import { describe, expect, test } from "vitest";
import { inputs } from "../checkpoints/tiny-batch.fixture.ts";
import { addLora } from "./add-lora.ts";
import { initializeLora } from "./initialize-lora.ts";
import { labels, tinyModel, trainedAdapters } from "./lora.fixture.ts";
import type { LoraSettings } from "./lora-config.ts";

const task = "sequence-classification";
const batch = { ...inputs, labels: labels[task] };

async function adapted(settings: LoraSettings, type = "bert") {
  const { network, weights } = tinyModel(type, task);
  const lora = await addLora(network, settings);
  return { lora, network, weights };
}

describe("addLora", () => {
  test("adds parameters named as PEFT names them, and leaves the base network alone", async () => {
    const { lora, network } = await adapted({
      r: 3,
      targetModules: ["0.attention.self.query", "word_embeddings"],
    });
    const added = [...lora.network.parameters].slice(network.parameters.size);
    expect(added).toEqual([
      ["bert.embeddings.word_embeddings.lora_embedding_A", [3, 13]],
      ["bert.embeddings.word_embeddings.lora_embedding_B", [8, 3]],
      ["bert.encoder.layer.0.attention.self.query.lora_A.weight", [3, 8]],
      ["bert.encoder.layer.0.attention.self.query.lora_B.weight", [8, 3]],
    ]);
    expect(lora.base).toBe(network);
    expect(network).toEqual(tinyModel("bert", task).network);
  });

  test("changes nothing at first, and something with other adapters", async () => {
    const { lora, network, weights } = await adapted({
      targetModules: ["query", "dense", "word_embeddings"],
    });
    await using base = await compile({ graph: network, weights, trainable: () => false });
    const { logits: expected } = await base.evaluate(inputs, { outputs: ["logits"] });
    const graph = lora.network;
    const all = new Map([...weights, ...initializeLora(lora)]);
    await using model = await compile({ graph, weights: all, trainable: () => false });
    const { logits } = await model.evaluate(inputs, { outputs: ["logits"] });
    expect(logits).toEqual(expected);

    for (const [name, values] of trainedAdapters(lora)) model.parameters.get(name)?.data.set(values);
    const { logits: other } = await model.evaluate(inputs, { outputs: ["logits"] });
    const [before = [], after = []] = [expected, other].map((output) =>
      Array.from(output?.data ?? [], Number),
    );
    expect(Math.max(...after.map((x, i) => Math.abs(x - (before[i] ?? 0))))).toBeGreaterThan(0.1);
  }, 60_000);

  test("scales by alpha / r, by alpha / √r, and by patterns", async () => {
    const scalings = async (settings: LoraSettings) =>
      [...(await adapted(settings)).lora.modules.values()].map(({ r, scaling }) => [r, scaling]);
    const targetModules = ["query"];
    expect(await scalings({ r: 4, loraAlpha: 8, targetModules })).toEqual([
      [4, 2],
      [4, 2],
    ]);
    expect((await scalings({ r: 4, loraAlpha: 8, targetModules, useRslora: true }))[0]).toEqual([4, 4]);
    const patterns = { rankPattern: { "layer.1.attention.self.query": 2 }, alphaPattern: { query: 6 } };
    expect(await scalings({ r: 4, loraAlpha: 8, targetModules, ...patterns })).toEqual([
      [4, 1.5],
      [2, 3],
    ]);
  });
});

describe("only what is to be trained has gradients and optimizer states", () => {
  const adapters = ["lora_A.weight", "lora_B.weight"].map(
    (name) => `bert.encoder.layer.0.attention.self.query.${name}`,
  );
  const head = ["classifier.weight", "classifier.bias"];
  const targetModules = ["0.attention.self.query"];

  test.each<[LoraSettings, string[] | "biases"]>([
    [{ targetModules }, adapters],
    [{ targetModules, taskType: "SEQ_CLS" }, [...head, ...adapters]],
    [{ targetModules, bias: "lora_only" }, ["bert.encoder.layer.0.attention.self.query.bias", ...adapters]],
    [{ targetModules, bias: "all" }, "biases"],
  ])(
    "%o",
    async (settings, expected) => {
      const { lora, weights } = await adapted(settings);
      const names = [...lora.network.parameters.keys()];
      const trained =
        expected === "biases" ? [...names.filter((name) => name.endsWith("bias")), ...adapters] : expected;
      expect(names.filter(lora.trainable)).toEqual(trained);

      const all = new Map([...weights, ...initializeLora(lora)]);
      await using model = await compile({ graph: lora.network, weights: all, trainable: lora.trainable });
      const optimizer = await model.adamW({ learningRate: 0.01 });
      await model.backward(batch);
      const withGradient: string[] = [];
      for (const name of names) if (await model.gradient(name)) withGradient.push(name);
      expect(withGradient).toEqual(trained);
      await optimizer.step();
      const stated = [...(await optimizer.stateDict()).keys()].map((key) =>
        names.filter((name) => key.includes(name)),
      );
      expect(new Set(stated.flat())).toEqual(new Set(trained));
    },
    60_000,
  );
});
