import { describe, expect, test } from "vitest";
import { initializeWeights } from "./initialize-weights.ts";

const sizes = {
  vocab_size: 50,
  hidden_size: 16,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 24,
  max_position_embeddings: 20,
  type_vocab_size: 2,
  layer_norm_eps: 1e-12,
  hidden_act: "gelu",
  initializer_range: 0.05,
};
const bert = { model_type: "bert", ...sizes };
const roberta = { model_type: "roberta", ...sizes };
const distilbert = {
  model_type: "distilbert",
  vocab_size: 50,
  dim: 16,
  n_layers: 2,
  n_heads: 2,
  hidden_dim: 24,
  max_position_embeddings: 20,
  pad_token_id: 3,
};

const task = "sequence-classification";
const row = (weights: Float32Array | undefined, i: number) => [
  ...(weights?.slice(16 * i, 16 * (i + 1)) ?? []),
];
const zeros = new Array<number>(16).fill(0);
const deviation = (weights: Float32Array) =>
  Math.sqrt(weights.reduce((sum, value) => sum + value * value, 0) / weights.length);

test("matrices are normal with initializer_range, biases 0 and norms 1", () => {
  const weights = initializeWeights(bert, { task, seed: 0 });
  for (const [name, values] of weights) {
    if (name.endsWith("bias")) expect(values.every((value) => value === 0)).toBe(true);
    else if (name.includes("LayerNorm")) expect(values.every((value) => value === 1)).toBe(true);
    else expect(Math.abs(deviation(values) / 0.05 - 1)).toBeLessThan(4 / Math.sqrt(2 * (values.length - 16)));
  }
});

describe("the embedding of padding is 0", () => {
  test("BERT", () => {
    const weights = initializeWeights(bert, { task, seed: 0 });
    expect(row(weights.get("bert.embeddings.word_embeddings.weight"), 0)).toEqual(zeros);
    expect(row(weights.get("bert.embeddings.position_embeddings.weight"), 0)).not.toContain(0);
  });

  test("RoBERTa, its position too", () => {
    const weights = initializeWeights(roberta, { task, seed: 0 });
    expect(row(weights.get("roberta.embeddings.word_embeddings.weight"), 1)).toEqual(zeros);
    expect(row(weights.get("roberta.embeddings.position_embeddings.weight"), 1)).toEqual(zeros);
    expect(row(weights.get("roberta.embeddings.word_embeddings.weight"), 0)).not.toContain(0);
  });

  test("DistilBERT, with the padding its config names", () => {
    const weights = initializeWeights(distilbert, { task, seed: 0 });
    expect(row(weights.get("distilbert.embeddings.word_embeddings.weight"), 3)).toEqual(zeros);
    expect(row(weights.get("distilbert.embeddings.word_embeddings.weight"), 0)).not.toContain(0);
  });
});

test("weights follow from the seed and the parameter", () => {
  const weights = initializeWeights(bert, { task, seed: 5 });
  expect(initializeWeights(bert, { task, seed: 5 })).toEqual(weights);
  const [word, query] = ["embeddings.word_embeddings.weight", "encoder.layer.0.attention.self.query.weight"];
  const base = initializeWeights(bert, { task: "feature-extraction", seed: 5 });
  for (const name of [word, query]) expect(base.get(name)).toEqual(weights.get(`bert.${name}`));
  const other = initializeWeights(bert, { task, seed: 6 }).get(`bert.${query}`);
  expect(other).not.toEqual(weights.get(`bert.${query}`));
  expect(weights.get("bert.encoder.layer.0.attention.self.key.weight")).not.toEqual(base.get(query));
});

test("weights go where the caller wants them", () => {
  const allocate = (elementCount: number) => new Float32Array(new SharedArrayBuffer(4 * elementCount));
  const shared = initializeWeights(distilbert, { task, seed: 5, allocate });
  for (const values of shared.values()) expect(values.buffer).toBeInstanceOf(SharedArrayBuffer);
  const own = initializeWeights(distilbert, { task, seed: 5 });
  for (const [name, values] of own) expect([...(shared.get(name) ?? [])]).toEqual([...values]);
});
