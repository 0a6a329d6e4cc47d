import {
  type Batch,
  compile,
  differentiate,
  encodeOnnx,
  type TrainableModel,
  withoutDropout,
} from "@llm-course/onnx";
import { describe, expect, test } from "vitest";
import { tinyConfigs } from "../checkpoints/tiny-models.fixture.ts";
import { BuildOptionsError, ConfigError } from "../errors.ts";
import type { Task } from "./architecture.ts";
import { configuredArchitecture, modelTypes } from "./architectures.ts";
import { buildModel } from "./build-model.ts";
import { initializeWeights } from "./initialize-weights.ts";

const bartSettings = {
  ...{ dropout: 0.11, attention_dropout: 0.12, activation_dropout: 0.13, classifier_dropout: 0.14 },
  ...{ encoder_layers: 1, decoder_layers: 1 },
};

/** A layer of each architecture; probabilities are all different, so that a mask tells which setting it is of. */
const settings: Readonly<Record<string, object>> = {
  bert: { hidden_dropout_prob: 0.11, attention_probs_dropout_prob: 0.12, classifier_dropout: 0.13 },
  roberta: { hidden_dropout_prob: 0.11, attention_probs_dropout_prob: 0.12, classifier_dropout: 0.13 },
  distilbert: { dropout: 0.11, attention_dropout: 0.12, seq_classif_dropout: 0.13, qa_dropout: 0.14 },
  gpt2: { embd_pdrop: 0.11, attn_pdrop: 0.12, resid_pdrop: 0.13, classifier_dropout: 0.14 },
  llama: { attention_dropout: 0.12, classifier_dropout: 0.14 },
  qwen2: { attention_dropout: 0.12, classifier_dropout: 0.14 },
  t5: { dropout_rate: 0.11 },
  mt5: { dropout_rate: 0.11 },
  bart: bartSettings,
  mbart: bartSettings,
  marian: bartSettings,
  lstm: { dropout: 0.11, num_hidden_layers: 2 },
  gru: { dropout: 0.11 },
  vit: { hidden_dropout_prob: 0.11, attention_probs_dropout_prob: 0.12 },
};
const config = (type: string) => ({
  ...tinyConfigs[type],
  ...{ num_hidden_layers: 1, n_layers: 1, n_layer: 1, num_layers: 1, num_decoder_layers: 1 },
  ...settings[type],
});
// A ResNet drops nothing.
const cases = modelTypes
  .filter((type) => type !== "resnet")
  .flatMap((type) =>
    Object.keys(configuredArchitecture(config(type)).classes).map((task) => [type, task as Task] as const),
  );

/** Sites by name: the operator whose result is dropped, with which probability, and those that read what is left. */
const bertLayer = {
  "embeddings.dropout": "LayerNormalization 0.11 MatMul Add",
  "encoder.layer.0.attention.self.dropout": "Softmax 0.12 MatMul",
  "encoder.layer.0.attention.output.dropout": "Add 0.11 Add",
  "encoder.layer.0.output.dropout": "Add 0.11 Add",
};
/** @param gate what makes the values between the layers of the feed-forward part */
const t5Layers = (gate: string, output: string) => ({
  "encoder.dropout": "Gather 0.11 Mul Div Add",
  "encoder.block.0.layer.0.SelfAttention.dropout": "Softmax 0.11 MatMul",
  "encoder.block.0.layer.0.dropout": "MatMul 0.11 Add",
  "encoder.block.0.layer.1.DenseReluDense.dropout": `${gate} 0.11 MatMul`,
  "encoder.block.0.layer.1.dropout": "MatMul 0.11 Add",
  "encoder.dropout_1": "Mul 0.11 MatMul Identity",
  "decoder.dropout": "Gather 0.11 Mul Div Add",
  "decoder.block.0.layer.0.SelfAttention.dropout": "Softmax 0.11 MatMul",
  "decoder.block.0.layer.0.dropout": "MatMul 0.11 Add",
  "decoder.block.0.layer.1.EncDecAttention.dropout": "Softmax 0.11 MatMul",
  "decoder.block.0.layer.1.dropout": "MatMul 0.11 Add",
  "decoder.block.0.layer.2.DenseReluDense.dropout": `${gate} 0.11 MatMul`,
  "decoder.block.0.layer.2.dropout": "MatMul 0.11 Add",
  "decoder.dropout_1": `Mul 0.11 ${output}`,
});
/** @param embedded what makes the embeddings, and what reads them */
const bartLayers = (embedded: string) => ({
  "encoder.dropout": embedded,
  "encoder.layers.0.self_attn.dropout": "Softmax 0.12 MatMul",
  "encoder.layers.0.dropout": "Add 0.11 Add",
  "encoder.layers.0.fc2.dropout": "Mul 0.13 MatMul",
  "encoder.layers.0.dropout_1": "Add 0.11 Add",
  "decoder.dropout": embedded,
  "decoder.layers.0.self_attn.dropout": "Softmax 0.12 MatMul",
  "decoder.layers.0.dropout": "Add 0.11 Add",
  "decoder.layers.0.encoder_attn.dropout": "Softmax 0.12 MatMul",
  "decoder.layers.0.dropout_1": "Add 0.11 Add",
  "decoder.layers.0.fc2.dropout": "Mul 0.13 MatMul",
  "decoder.layers.0.dropout_2": "Add 0.11 Add",
});
const bodies: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  bert: bertLayer,
  roberta: bertLayer,
  distilbert: {
    "embeddings.dropout": "LayerNormalization 0.11 MatMul Add",
    "transformer.layer.0.attention.dropout": "Softmax 0.12 MatMul",
    "transformer.layer.0.ffn.dropout": "Add 0.11 Add",
  },
  gpt2: {
    dropout: "Add 0.11 LayerNormalization Add",
    "h.0.attn.dropout": "Softmax 0.12 MatMul",
    "h.0.attn.dropout_1": "Add 0.13 Add",
    "h.0.mlp.dropout": "Add 0.13 Add",
  },
  llama: { "layers.0.self_attn.dropout": "Softmax 0.12 MatMul" },
  qwen2: { "layers.0.self_attn.dropout": "Softmax 0.12 MatMul" },
  lstm: {
    "embeddings.dropout": "Gather 0.11 Transpose",
    "lstm.dropout": "Squeeze 0.11 LSTM",
    "lstm.dropout_1": "Squeeze 0.11 Transpose",
  },
  gru: { "embeddings.dropout": "Gather 0.11 Transpose", "gru.dropout": "Squeeze 0.11 Transpose" },
  vit: {
    "embeddings.dropout": "Add 0.11 LayerNormalization Add",
    "encoder.layer.0.attention.attention.dropout": "Softmax 0.12 MatMul",
    "encoder.layer.0.attention.output.dropout": "Add 0.11 Add",
    "encoder.layer.0.output.dropout": "Add 0.11 Add",
  },
  t5: t5Layers("Relu", "Mul"),
  mt5: t5Layers("Mul", "MatMul"),
  bart: bartLayers("LayerNormalization 0.11 MatMul Add"),
  mbart: bartLayers("LayerNormalization 0.11 LayerNormalization Add"),
  marian: bartLayers("Add 0.11 MatMul Add"),
};
const bartHead = {
  "sequence-classification": {
    "classification_head.dropout": "Squeeze 0.14 MatMul",
    "classification_head.dropout_1": "Tanh 0.14 MatMul",
  },
};
/** What Hugging Face's classes drop between the base model and the last layer. */
const heads: Readonly<Record<string, Partial<Record<Task, Record<string, string>>>>> = {
  bert: {
    "sequence-classification": { dropout: "Tanh 0.13 MatMul" },
    "token-classification": { dropout: "LayerNormalization 0.13 MatMul" },
    "multiple-choice": { dropout: "Tanh 0.13 MatMul" },
  },
  roberta: {
    "sequence-classification": {
      "classifier.dropout": "Gather 0.13 MatMul",
      "classifier.dropout_1": "Tanh 0.13 MatMul",
    },
    "token-classification": { dropout: "LayerNormalization 0.13 MatMul" },
    "multiple-choice": { dropout: "Tanh 0.11 MatMul" },
  },
  distilbert: {
    "sequence-classification": { dropout: "Relu 0.13 MatMul" },
    "token-classification": { dropout: "LayerNormalization 0.11 MatMul" },
    "multiple-choice": { dropout: "Relu 0.13 MatMul" },
    "question-answering": { dropout: "LayerNormalization 0.14 MatMul" },
  },
  gpt2: { "token-classification": { dropout: "LayerNormalization 0.14 MatMul" } },
  bart: bartHead,
  mbart: bartHead,
  llama: { "token-classification": { dropout: "Mul 0.14 MatMul" } },
  qwen2: { "token-classification": { dropout: "Mul 0.14 MatMul" } },
};

function sitesOf({ model, dropout = new Map() }: TrainableModel): Record<string, string> {
  const nodes = model.graph?.node ?? [];
  const maker = (value = "") => nodes.find(({ output }) => output.includes(value));
  return Object.fromEntries(
    nodes.flatMap(({ input: [x, mask = ""], output: [y = ""] }) => {
      const readers = nodes.filter(({ input }) => input.includes(y)).map(({ opType }) => opType);
      const made = [maker(x)?.opType, dropout.get(mask), ...new Set(readers)].join(" ");
      return dropout.has(mask) ? [[mask, made]] : [];
    }),
  );
}

const [batchSize, choices, length] = [2, 3, 4];

function batchFor(type: string, task: Task): Batch {
  const int64 = (dims: readonly number[], value: (i: number) => number) => {
    const count = dims.reduce((product, size) => product * size, 1);
    return { type: "int64", data: BigInt64Array.from({ length: count }, (_, i) => BigInt(value(i))), dims };
  };
  const tokens = task === "multiple-choice" ? [batchSize, choices, length] : [batchSize, length];
  const perToken = ["token-classification", "masked-lm", "causal-lm"].includes(task);
  const answer = int64([batchSize], (i) => i);
  return {
    input_ids: int64(tokens, (i) => 2 + (i % 9)),
    attention_mask: int64(tokens, () => 1),
    ...(type === "bert" && { token_type_ids: int64(tokens, () => 0) }),
    ...(task === "question-answering"
      ? { start_positions: answer, end_positions: answer }
      : { labels: perToken ? int64(tokens, (i) => i % 2) : answer }),
  };
}

describe.each(cases)("%s, %s", (type, task) => {
  test("drops where Hugging Face's class does, and has the same parameters", () => {
    const { baseModelPrefix } = configuredArchitecture(config(type));
    const prefix = task === "feature-extraction" || baseModelPrefix === "" ? "" : `${baseModelPrefix}.`;
    const body = Object.entries(bodies[type] ?? {}).map(([name, site]) => [prefix + name, site]);
    const network = buildModel(config(type), { task, dropout: true });
    const expected = { ...Object.fromEntries(body), ...heads[type]?.[task] };
    // Choices are made sequences after they were embedded; a base model's last values are its output.
    const reshaped = { [`${prefix}embeddings.dropout`]: "LayerNormalization 0.11 Flatten" };
    expect(sitesOf(network)).toEqual({ ...expected, ...(task === "multiple-choice" && reshaped) });
    expect(network.parameters).toEqual(buildModel(config(type), { task }).parameters);
  });

  test("without dropout is the graph that has no probabilities", () => {
    const none = Object.fromEntries(
      Object.keys(settings[type] ?? {})
        .filter((name) => !name.endsWith("layers"))
        .map((name) => [name, 0]),
    );
    const labels = task !== "feature-extraction";
    const never = buildModel({ ...config(type), ...none }, { task, labels, dropout: true });
    expect(never.dropout?.size).toBe(0);
    const dropping = buildModel(config(type), { task, labels, dropout: true });
    for (const network of [buildModel(config(type), { task, labels }), withoutDropout(dropping)]) {
      expect(network.dropout).toBeUndefined();
      expect(encodeOnnx(network.model)).toEqual(encodeOnnx(never.model));
    }
  });
});

const withLoss = cases.filter(([, task]) => task !== "feature-extraction");

test.each(withLoss)("%s, %s: a site costs a node forward and one backward", async (type, task) => {
  const count = async (dropout: boolean) => {
    const { model, parameters, buffers } = buildModel(config(type), { task, labels: true, dropout });
    const wrt = [...parameters.keys()].filter((name) => !buffers?.has(name));
    const differentiated = await differentiate(model, { loss: "loss", wrt });
    return differentiated.graph?.node.length ?? 0;
  };
  const sites = buildModel(config(type), { task, dropout: true }).dropout?.size ?? 0;
  expect((await count(true)) - (await count(false))).toBe(2 * sites);
});

// Every head is among them; a model takes a second to compile.
const trained: readonly (readonly [type: string, task: Task])[] = [
  ["bert", "multiple-choice"],
  ["bert", "masked-lm"],
  ["roberta", "sequence-classification"],
  ["distilbert", "question-answering"],
  ["gpt2", "causal-lm"],
  ["llama", "token-classification"],
];

test.each(trained)("%s, %s: trained with masks, evaluated without", async (type, task) => {
  const weights = initializeWeights(config(type), { task, seed: 1 });
  const graph = buildModel(config(type), { task, labels: true, dropout: true });
  await using model = await compile({ graph, weights });
  const batch = batchFor(type, task);
  const { loss } = await model.evaluate(batch, { outputs: ["loss"] });
  const losses = [];
  for (let step = 0; step < 3; step++) losses.push((await model.backward(batch)).loss);
  expect(new Set([...losses, Number(loss?.data[0])]).size).toBe(4);
  expect((await model.evaluate(batch, { outputs: ["loss"] })).loss).toEqual(loss);
  for (const value of losses) expect(value).toBeGreaterThan(0);
});

test("probabilities are Hugging Face's where the config does not say", () => {
  const defaults = (type: string, task: Task) => {
    const { dropout } = buildModel(tinyConfigs[type], { task, dropout: true });
    return [...new Set(dropout?.values())];
  };
  expect(defaults("bert", "token-classification")).toEqual([0.1]);
  expect(defaults("distilbert", "sequence-classification")).toEqual([0.1, 0.2]);
  expect(defaults("gpt2", "causal-lm")).toEqual([0.1]);
  expect(defaults("llama", "causal-lm")).toEqual([]);
  expect(defaults("llama", "token-classification")).toEqual([0.1]);
});

test("a probability that is none is refused, and so is dropout with a cache", () => {
  const build = () => buildModel({ ...tinyConfigs.gpt2, attn_pdrop: 1 }, { task: "causal-lm" });
  expect(build).toThrow(ConfigError);
  expect(build).toThrow("attn_pdrop: Too big: expected number to be <1, given 1");
  const cache = () => buildModel(tinyConfigs.gpt2, { task: "causal-lm", cache: true, dropout: true });
  expect(cache).toThrow(BuildOptionsError);
  expect(cache).toThrow("a cache is for generation, leave out cache or dropout: true");
});
