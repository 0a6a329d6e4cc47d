import { expect, test } from "vitest";
import { ConfigError } from "../errors.ts";
import { distilbert } from "./distilbert.ts";

const config = {
  model_type: "distilbert",
  vocab_size: 20,
  dim: 8,
  n_layers: 2,
  n_heads: 2,
  hidden_dim: 12,
  max_position_embeddings: 10,
};
const parsed = distilbert.parseConfig(config);

test("parameters have the names and shapes of a DistilBertForMaskedLM's checkpoint", () => {
  const { parameters } = distilbert.build(parsed, { task: "masked-lm" });
  expect(parameters.size).toBe(4 + 2 * 16 + 5);
  expect(Object.fromEntries(parameters)).toMatchObject({
    "distilbert.embeddings.word_embeddings.weight": [20, 8],
    "distilbert.transformer.layer.0.attention.q_lin.weight": [8, 8],
    "distilbert.transformer.layer.0.attention.out_lin.bias": [8],
    "distilbert.transformer.layer.0.sa_layer_norm.weight": [8],
    "distilbert.transformer.layer.1.ffn.lin1.weight": [12, 8],
    "distilbert.transformer.layer.1.ffn.lin2.weight": [8, 12],
    "distilbert.transformer.layer.1.output_layer_norm.bias": [8],
    "vocab_transform.weight": [8, 8],
    "vocab_layer_norm.weight": [8],
    "vocab_projector.bias": [20],
  });
});

test("classification has a layer before the classifier", () => {
  const { parameters } = distilbert.build(parsed, { task: "sequence-classification" });
  expect(Object.fromEntries(parameters)).toMatchObject({
    "pre_classifier.weight": [8, 8],
    "pre_classifier.bias": [8],
    "classifier.weight": [2, 8],
    "classifier.bias": [2],
  });
});

test("a checkpoint may hold the projector's weight once more", () => {
  expect(Object.fromEntries(distilbert.tied(parsed, "masked-lm"))).toEqual({
    "vocab_projector.weight": "distilbert.embeddings.word_embeddings.weight",
  });
  expect(distilbert.tied(parsed, "question-answering").size).toBe(0);
});

test.each([
  [{ dim: 9 }, "dim (9) must be divisible by n_heads (2)"],
  [{ sinusoidal_pos_embds: true }, "sinusoidal_pos_embds: Invalid input: expected false, given true"],
  [{ activation: "silu" }, 'activation: Invalid option: expected one of "gelu"|"relu", given "silu"'],
])("config %j is refused", (change, message) => {
  const parse = () => distilbert.parseConfig({ ...config, ...change });
  expect(parse).toThrow(ConfigError);
  expect(parse).toThrow(message);
});
