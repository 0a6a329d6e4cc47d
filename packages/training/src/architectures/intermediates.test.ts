import type { TensorData } from "@llm-course/onnx";
import { Tensor } from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { dot, linear, type Matrix, softmax } from "../../test/plain.ts";
import { randomWeights } from "../../test/random-weights.ts";
import { int64, largestDifference, type Outputs, runner, values } from "../../test/run-network.ts";
import { images } from "../checkpoints/tiny-batch.fixture.ts";
import { tinyConfigs } from "../checkpoints/tiny-models.fixture.ts";
import { BuildOptionsError } from "../errors.ts";
import type { Task } from "./architecture.ts";
import { configuredArchitecture } from "./architectures.ts";
import { buildModel } from "./build-model.ts";

const both = { outputAttentions: true, outputHiddenStates: true };
const ids = [
  [2, 5, 6, 3],
  [2, 7, 3, 0],
];
const mask = ids.map((row) => row.map((id) => Number(id !== 0)));
const targets = [
  [0, 7, 8],
  [0, 9, 5],
];
const pixels = images.pixel_values as TensorData;
const feeds: Outputs = {
  input_ids: int64(ids),
  attention_mask: int64(mask),
  token_type_ids: int64(ids.map((row) => row.map(() => 0))),
  decoder_input_ids: int64(targets),
  pixel_values: new Tensor("float32", pixels.data as Float32Array, [...pixels.dims]),
};

async function outputsOf(type: string): Promise<{ outputs: Outputs; weights: Map<string, Float32Array> }> {
  const config = tinyConfigs[type];
  const [task] = Object.keys(configuredArchitecture(config).classes) as [Task];
  const network = buildModel(config, { task, ...both, outputAttentions: type !== "resnet" });
  const weights = randomWeights(network.parameters);
  for (const [name, each] of weights) if (name.endsWith("running_var")) each.fill(1);
  return { outputs: await (await runner(network, weights))(feeds), weights };
}

/** The rows of the last axis. */
function rowsOf(tensor: Tensor | undefined): number[][] {
  const [flat, length] = [values(tensor), tensor?.dims.at(-1) ?? 1];
  return Array.from({ length: flat.length / length }, (_, i) => flat.slice(i * length, (i + 1) * length));
}

/** What each attention may be given to: padding never, and in decoders nothing after the query. */
const kinds = {
  toTokens: (sequence: number, _: number, key: number) => mask[sequence]?.[key] === 1,
  toEarlier: (_: number, query: number, key: number) => key <= query,
  toEarlierTokens: (sequence: number, query: number, key: number) =>
    key <= query && mask[sequence]?.[key] === 1,
  toAll: () => true,
};
const encoderDecoder = {
  encoder_attentions: kinds.toTokens,
  decoder_attentions: kinds.toEarlier,
  cross_attentions: kinds.toTokens,
};
const expected = {
  bert: { attentions: kinds.toTokens },
  roberta: { attentions: kinds.toTokens },
  distilbert: { attentions: kinds.toTokens },
  gpt2: { attentions: kinds.toEarlierTokens },
  llama: { attentions: kinds.toEarlierTokens },
  t5: encoderDecoder,
  bart: encoderDecoder,
  mbart: encoderDecoder,
  marian: encoderDecoder,
  vit: { attentions: kinds.toAll },
};

describe.each(Object.entries(expected))("%s", (type, lists) => {
  test("gives the attentions of each layer", async () => {
    const { outputs } = await outputsOf(type);
    for (const [list, allowed] of Object.entries(lists))
      for (const layer of [0, 1]) {
        const tensor = outputs[`${list}.${layer}`] as Tensor;
        const [batch, heads, queries] = tensor.dims as [number, number, number];
        expect([batch, heads]).toEqual([2, type === "llama" ? 4 : 2]);
        for (const [i, row] of rowsOf(tensor).entries()) {
          expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
          const sequence = Math.floor(i / (heads * queries));
          for (const [key, value] of row.entries())
            if (!allowed(sequence, i % queries, key) && mask[sequence]?.[i % queries] !== 0)
              expect(value).toBe(0);
        }
      }
    expect(Object.keys(outputs).filter((name) => name.includes("attentions"))).toHaveLength(
      2 * Object.keys(lists).length,
    );
  });
});

describe.each([...Object.keys(expected), "resnet"])("%s", (type) => {
  test("gives the hidden states, of which the last are the last", async () => {
    const { outputs } = await outputsOf(type);
    const isPair = "encoder_hidden_states.0" in outputs;
    const name = isPair ? "encoder_hidden_states" : "hidden_states";
    for (const i of [0, 1, 2]) expect(outputs[`${name}.${i}`]?.dims[0]).toBe(2);
    expect(outputs).not.toHaveProperty(`${name}.3`);
    if (isPair) {
      expect(outputs["decoder_hidden_states.2"]?.dims).toEqual([2, 3, 8]);
      expect(outputs["encoder_hidden_states.2"]?.data).toEqual(outputs.encoder_last_hidden_state?.data);
    } else if (type !== "vit")
      expect(outputs["hidden_states.2"]?.data).toEqual(outputs.last_hidden_state?.data);
  });
});

test("a layer's attentions are those of the hidden states before it", async () => {
  const { outputs, weights } = await outputsOf("bert");
  for (const layer of [0, 1]) {
    const states = rowsOf(outputs[`hidden_states.${layer}`]).slice(0, 4);
    const project = (name: string): Matrix =>
      linear(weights, states, `encoder.layer.${layer}.attention.self.${name}`);
    const [q, k] = [project("query"), project("key")];
    const attentions = [0, 1].flatMap((head) => {
      const part = (row: number[]) => row.slice(head * 4, head * 4 + 4);
      return q.map((query) => softmax(k.map((key) => dot(part(query), part(key)) / 2)));
    });
    const found = values(outputs[`attentions.${layer}`]).slice(0, 2 * 16);
    expect(largestDifference(found, attentions.flat())).toBeLessThan(1e-5);
  }
});

test("a decoder with a cache gives attentions to all tokens, and none where there are none is an error", () => {
  const outputs = (type: string, options: object) => {
    const network = buildModel(tinyConfigs[type], { task: "seq2seq-lm", ...options });
    return network.model.graph?.output.map(({ name }) => name);
  };
  expect(outputs("t5", { part: "decoder", outputAttentions: true })).toEqual(
    expect.arrayContaining(["decoder_attentions.1", "cross_attentions.1", "present.1.decoder.key"]),
  );
  expect(outputs("t5", { part: "encoder", outputAttentions: true })).toEqual(
    expect.arrayContaining(["encoder_attentions.1", "last_hidden_state"]),
  );
  const resnet = () =>
    buildModel(tinyConfigs.resnet, { task: "image-classification", outputAttentions: true });
  expect(resnet).toThrow(BuildOptionsError);
  expect(resnet).toThrow("outputAttentions needs a model with attention, leave it out: true");
});
