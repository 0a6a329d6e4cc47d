import { expect, test } from "vitest";
import { ConfigError } from "../errors.ts";
import { mt5, t5 } from "./t5.ts";

const config = {
  model_type: "t5",
  vocab_size: 11,
  d_model: 6,
  d_kv: 4,
  d_ff: 9,
  num_layers: 2,
  num_heads: 3,
};
const parsed = t5.parseConfig(config);
const task = "seq2seq-lm";

test("parameters have the names and shapes of a T5ForConditionalGeneration's checkpoint", () => {
  const { parameters } = t5.build(parsed, { task });
  expect(parameters.size).toBe(1 + (2 * 8 + 2) + (2 * 13 + 2));
  expect(Object.fromEntries(parameters)).toMatchObject({
    "shared.weight": [11, 6],
    "encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight": [32, 3],
    "encoder.block.1.layer.0.SelfAttention.q.weight": [12, 6],
    "encoder.block.1.layer.0.layer_norm.weight": [6],
    "encoder.block.1.layer.1.DenseReluDense.wi.weight": [9, 6],
    "decoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight": [32, 3],
    "decoder.block.1.layer.1.EncDecAttention.o.weight": [6, 12],
    "decoder.block.1.layer.2.DenseReluDense.wo.weight": [6, 9],
    "decoder.final_layer_norm.weight": [6],
  });
});

test("T5 1.1 has gates and output embeddings, and mT5 is one", () => {
  const names = [...mt5.build(mt5.parseConfig({ ...config, model_type: "mt5" }), { task }).parameters.keys()];
  expect(names).toContain("lm_head.weight");
  expect(names).toContain("decoder.block.1.layer.2.DenseReluDense.wi_1.weight");
  expect(names).not.toContain("decoder.block.1.layer.2.DenseReluDense.wi.weight");
});

test("the embeddings are found under each of their names", () => {
  const names = ["encoder.embed_tokens.weight", "decoder.embed_tokens.weight", "lm_head.weight"];
  expect([...t5.tied(parsed, task)]).toEqual(names.map((name) => [name, "shared.weight"]));
  const untied = t5.parseConfig({ ...config, tie_word_embeddings: false });
  expect([...t5.tied(untied, task).keys()]).toEqual(names.slice(0, 2));
});

test("parameters start out as T5's do", () => {
  const start = (parameter: string) => t5.initialization({ ...parsed, initializer_factor: 2 }, parameter);
  const normal = (std: number) => ({ kind: "normal", std: 2 * std });
  expect(start("shared.weight")).toEqual(normal(1));
  expect(start("encoder.block.0.layer.0.SelfAttention.q.weight")).toEqual(normal((6 * 4) ** -0.5));
  expect(start("encoder.block.0.layer.0.SelfAttention.k.weight")).toEqual(normal(6 ** -0.5));
  expect(start("decoder.block.0.layer.1.EncDecAttention.o.weight")).toEqual(normal((3 * 4) ** -0.5));
  expect(start("encoder.block.0.layer.1.DenseReluDense.wi.weight")).toEqual(normal(6 ** -0.5));
  expect(start("encoder.block.0.layer.1.DenseReluDense.wo.weight")).toEqual(normal(9 ** -0.5));
  const bias = "encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight";
  expect(start(bias)).toEqual(normal(6 ** -0.5));
  expect(start("encoder.final_layer_norm.weight")).toEqual({ kind: "constant", value: 2 });
});

test.each([
  [{ feed_forward_proj: "tanh" }, "feed_forward_proj: Invalid option"],
  [{ d_kv: undefined }, "d_kv: Invalid input: expected number"],
  [{ relative_attention_num_buckets: 7 }, "relative_attention_num_buckets: Invalid number"],
  [{ relative_attention_max_distance: 16 }, "relative_attention_max_distance (16) must be above half"],
])("config %j is refused", (change, message) => {
  const parse = () => t5.parseConfig({ ...config, ...change });
  expect(parse).toThrow(ConfigError);
  expect(parse).toThrow(message);
});
