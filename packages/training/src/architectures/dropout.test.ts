import { type Batch, compile, encodeOnnx, withoutDropout } from "@llm-course/onnx";
import { describe, expect, test } from "vitest";
import { tinyConfigs } from "../checkpoints/tiny-models.fixture.ts";
import { BuildOptionsError, ConfigError } from "../errors.ts";
import type { Task } from "./architecture.ts";
import { configuredArchitecture, modelTypes } from "./architectures.ts";
import { buildModel } from "./build-model.ts";
import { initializeWeights } from "./initialize-weights.ts";

/** A layer of each architecture; probabilities are all different, so that a mask tells which setting it is of. */
const settings: Readonly<Record<string, object>> = {
  bert: { hidden_dropout_prob: 0.11, attention_probs_dropout_prob: 0.12, classifier_dropout: 0.13 },
  roberta: { hidden_dropout_prob: 0.11, attention_probs_dropout_prob: 0.12, classifier_dropout: 0.13 },
  distilbert: { dropout: 0.11, attention_dropout: 0.12, seq_classif_dropout: 0.13, qa_dropout: 0.14 },
  gpt2: { embd_pdrop: 0.11, attn_pdrop: 0.12, resid_pdrop: 0.13, classifier_dropout: 0.14 },
  llama: { attention_dropout: 0.12, classifier_dropout: 0.14 },
  qwen2: { attention_dropout: 0.12, classifier_dropout: 0.14 },
};
const config = (type: string) => ({
  ...tinyConfigs[type],
  ...{ num_hidden_layers: 1, n_layers: 1, n_layer: 1 },
  ...settings[type],
});
const cases = modelTypes.flatMap((type) =>
  Object.keys(configuredArchitecture(config(type)).classes).map((task) => [type, task as Task] as const),
);

const bertLayer = {
  "embeddings.dropout": 0.11,
  "encoder.layer.0.attention.self.dropout": 0.12,
  "encoder.layer.0.attention.output.dropout": 0.11,
  "encoder.layer.0.output.dropout": 0.11,
};
const bodies: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  bert: bertLayer,
  roberta: bertLayer,
  distilbert: {
    "embeddings.dropout": 0.11,
    "transformer.layer.0.attention.dropout": 0.12,
    "transformer.layer.0.ffn.dropout": 0.11,
  },
  gpt2: { dropout: 0.11, "h.0.attn.dropout": 0.12, "h.0.attn.dropout_1": 0.13, "h.0.mlp.dropout": 0.13 },
  llama: { "layers.0.self_attn.dropout": 0.12 },
  qwen2: { "layers.0.self_attn.dropout": 0.12 },
};
/** What Hugging Face's classes drop between the base model and the last layer. */
const heads: Readonly<Record<string, Partial<Record<Task, Record<string, number>>>>> = {
  bert: {
    "sequence-classification": { dropout: 0.13 },
    "token-classification": { dropout: 0.13 },
    "multiple-choice": { dropout: 0.13 },
  },
  roberta: {
    "sequence-classification": { "classifier.dropout": 0.13, "classifier.dropout_1": 0.13 },
    "token-classification": { dropout: 0.13 },
    "multiple-choice": { dropout: 0.11 },
  },
  distilbert: {
    "sequence-classification": { dropout: 0.13 },
    "token-classification": { dropout: 0.11 },
    "multiple-choice": { dropout: 0.13 },
    "question-answering": { dropout: 0.14 },
  },
  gpt2: { "token-classification": { dropout: 0.14 } },
  llama: { "token-classification": { dropout: 0.14 } },
  qwen2: { "token-classification": { dropout: 0.14 } },
};

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
    const prefix = task === "feature-extraction" ? "" : `${baseModelPrefix}.`;
    const body = Object.entries(bodies[type] ?? {}).map(([name, p]) => [prefix + name, p]);
    const { dropout, parameters } = buildModel(config(type), { task, dropout: true });
    expect(Object.fromEntries(dropout ?? [])).toEqual({
      ...Object.fromEntries(body),
      ...heads[type]?.[task],
    });
    expect(parameters).toEqual(buildModel(config(type), { task }).parameters);
  });

  test("without dropout is the graph that has no probabilities", () => {
    const none = Object.fromEntries(Object.keys(settings[type] ?? {}).map((name) => [name, 0]));
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
