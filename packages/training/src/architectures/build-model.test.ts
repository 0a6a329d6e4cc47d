import { expect, test } from "vitest";
import { BuildOptionsError, ConfigError, UnknownModelTypeError } from "../errors.ts";
import type { Task } from "./architecture.ts";
import { modelTypes } from "./architectures.ts";
import { buildModel } from "./build-model.ts";

const distilbert = {
  model_type: "distilbert",
  vocab_size: 20,
  dim: 8,
  n_layers: 1,
  n_heads: 2,
  hidden_dim: 12,
  max_position_embeddings: 6,
};

test("a model_type nobody knows is refused with those that are known", () => {
  const build = () => buildModel({ ...distilbert, model_type: "rwkv" }, { task: "feature-extraction" });
  expect(build).toThrow(UnknownModelTypeError);
  expect(build).toThrow(`unknown model_type, expected one of ${modelTypes.join(", ")}: rwkv`);
  expect(modelTypes).toEqual(expect.arrayContaining(["bert", "roberta", "distilbert"]));
});

test.each([undefined, null, {}, { model_type: 3 }])("%j is no config", (config) => {
  expect(() => buildModel(config, { task: "feature-extraction" })).toThrow(ConfigError);
});

test("a task the architecture lacks is refused with those it has", () => {
  const build = () => buildModel(distilbert, { task: "causal-lm" });
  expect(build).toThrow(BuildOptionsError);
  expect(build).toThrow(
    /^unsupported task of distilbert, expected one of feature-extraction, .*masked-lm: causal-lm$/,
  );
});

test("labels and a cache need a task and an architecture that have them", () => {
  const labels = () => buildModel(distilbert, { task: "feature-extraction", labels: true });
  expect(labels).toThrow("labels need a task with a loss: feature-extraction");
  const cache = () => buildModel(distilbert, { task: "masked-lm", cache: true });
  expect(cache).toThrow("a cache needs a decoder, leave it out for an encoder: distilbert");
});

test("labels add inputs and the loss, and nothing else", () => {
  const names = (labels: boolean) => {
    const { graph } = buildModel(distilbert, { task: "question-answering", labels }).model;
    const name = (value: { name: string }) => value.name;
    return { inputs: graph?.input.map(name) ?? [], outputs: graph?.output.map(name) };
  };
  const [without, withLabels] = [names(false), names(true)];
  expect(withLabels.inputs.filter((name) => !without.inputs.includes(name))).toEqual([
    "start_positions",
    "end_positions",
  ]);
  expect(without.outputs).toEqual(["start_logits", "end_logits"]);
  expect(withLabels.outputs).toEqual(["start_logits", "end_logits", "loss"]);
});

test("label smoothing is refused where labels are no classes", () => {
  const build = (task: Task, settings: object = {}) =>
    buildModel({ ...distilbert, ...settings }, { task, labels: true, labelSmoothing: 0.1 });
  expect(() => build("question-answering")).toThrow("leave it out: question-answering");
  expect(() => build("sequence-classification", { num_labels: 1 })).toThrow("leave it out: regression");
  expect(() => build("sequence-classification")).not.toThrow();
});
