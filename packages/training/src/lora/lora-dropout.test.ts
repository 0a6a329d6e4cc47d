import { compile, encodeOnnx } from "@llm-course/onnx";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import type { Task } from "../architectures/architecture.ts";
import { buildModel } from "../architectures/build-model.ts";
import { inputs, int64 } from "../checkpoints/tiny-batch.fixture.ts";
import { tinyConfigs } from "../checkpoints/tiny-models.fixture.ts";
import { addLora } from "./add-lora.ts";
import { initializeLora } from "./initialize-lora.ts";
import { labels, tinyModel, trainedAdapters } from "./lora.fixture.ts";

const task = "sequence-classification";

test("adapters read what a mask leaves of their input, and nothing else does", async () => {
  const { network, weights } = tinyModel("distilbert", task);
  // No adapter reads what another one changed, so the logits say what each mask did to all.
  const settings = { targetModules: ["pre_classifier"], loraAlpha: 4 };
  const lora = await addLora(network, { ...settings, loraDropout: 0.1 });
  expect(lora.network.dropout).toEqual(new Map([["pre_classifier.lora_dropout.dropout", 0.1]]));

  const all = new Map([...weights, ...trainedAdapters(lora)]);
  const logits = async (graph: Uint8Array, feeds: Record<string, Tensor>) => {
    const session = await InferenceSession.create(graph);
    const batch = { ...inputs, labels: labels[task] };
    const given = Object.entries(batch).map(([name, { data, dims }]) => [
      name,
      new Tensor(data as BigInt64Array, dims),
    ]);
    const stored = [...lora.network.parameters].map(([name, shape]) => [
      name,
      new Tensor("float32", all.get(name) as Float32Array<ArrayBuffer>, shape),
    ]);
    const every: Record<string, Tensor> = { ...Object.fromEntries([...given, ...stored]), ...feeds };
    const outputs = await session.run(
      Object.fromEntries(session.inputNames.map((name) => [name, every[name] as Tensor])),
    );
    await session.release();
    return Array.from(outputs.logits?.data as Float32Array);
  };
  const masked = (value: number) =>
    logits(encodeOnnx(lora.network.model), {
      "pre_classifier.lora_dropout.dropout": new Tensor("float32", new Float32Array(16).fill(value), [2, 8]),
    });
  const scaled = async (loraAlpha: number) =>
    logits(encodeOnnx((await addLora(network, { ...settings, loraAlpha })).network.model), {});

  expect(await masked(0)).toEqual(await logits(encodeOnnx(network.model), {}));
  expect(await masked(1)).toEqual(await scaled(4));
  for (const [i, value] of (await scaled(8)).entries()) expect((await masked(2))[i]).toBeCloseTo(value, 5);
  expect(await masked(1)).not.toEqual(await masked(0));
});

const everywhere: readonly [string, Task][] = [
  ["bert", "multiple-choice"],
  ["roberta", "token-classification"],
  ["distilbert", "sequence-classification"],
  ["gpt2", "causal-lm"],
  ["llama", "sequence-classification"],
  ["qwen2", "causal-lm"],
];

test.each(everywhere)(
  "every linear layer of %s, %s, has a mask, which steps draw and evaluation does not",
  async (type, task) => {
    const settings = { targetModules: "all-linear", loraDropout: 0.5 };
    const { network, weights } = tinyModel(type, task);
    const lora = await addLora(network, settings);
    expect(lora.network.dropout?.size).toBe(lora.modules.size);
    const base = buildModel(tinyConfigs[type], { task, labels: true, dropout: true });
    const both = await addLora(base, settings);
    expect(new Set(both.network.dropout)).toEqual(
      new Set([...(base.dropout ?? []), ...(lora.network.dropout ?? [])]),
    );

    const rows = [
      [2, 5, 6, 3],
      [2, 7, 3, 8],
    ];
    const ids = int64(task === "multiple-choice" ? [...rows.flat(), ...rows.flat()] : rows);
    const dims = task === "multiple-choice" ? [2, 2, 4] : [2, 4];
    const perToken = task === "token-classification" || task === "causal-lm";
    const answers = int64(perToken ? rows.map((row) => row.map((id) => id % 2)) : [1, 0]);
    const tokens = (data: BigInt64Array) => ({ type: "int64", data, dims });
    const batch = {
      input_ids: { ...ids, dims },
      attention_mask: tokens(ids.data.map(() => 1n)),
      token_type_ids: tokens(ids.data.map(() => 0n)),
      labels: answers,
    };
    const all = new Map([...weights, ...initializeLora(lora), ...trainedAdapters(lora)]);
    await using model = await compile({ graph: lora.network, weights: all, trainable: lora.trainable });
    const evaluated = async () => (await model.evaluate(batch, { outputs: ["loss"] })).loss?.data[0];
    const before = await evaluated();
    const [first, second] = [await model.backward(batch), await model.backward(batch)];
    expect(first.loss).not.toBe(second.loss);
    expect(first.loss).not.toBe(before);
    expect(await evaluated()).toBe(before);
  },
  60_000,
);
