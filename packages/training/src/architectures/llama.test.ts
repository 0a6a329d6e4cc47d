import { expect, test } from "vitest";
import { ConfigError } from "../errors.ts";
import { llama, qwen2 } from "./llama.ts";

const config = {
  model_type: "llama",
  vocab_size: 11,
  hidden_size: 8,
  intermediate_size: 12,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  max_position_embeddings: 16,
};

const names = (change: object, task: "causal-lm" | "sequence-classification" = "causal-lm") => [
  ...llama.build(llama.parseConfig({ ...config, ...change }), { task }).parameters.keys(),
];

test("parameters have the names and shapes of a LlamaForCausalLM's checkpoint", () => {
  const { parameters } = llama.build(llama.parseConfig(config), { task: "causal-lm" });
  expect(parameters.size).toBe(1 + 2 * 9 + 2);
  expect(Object.fromEntries(parameters)).toMatchObject({
    "model.embed_tokens.weight": [11, 8],
    "model.layers.0.input_layernorm.weight": [8],
    "model.layers.1.self_attn.q_proj.weight": [8, 8],
    "model.layers.1.self_attn.k_proj.weight": [4, 8],
    "model.layers.1.self_attn.v_proj.weight": [4, 8],
    "model.layers.1.self_attn.o_proj.weight": [8, 8],
    "model.layers.0.post_attention_layernorm.weight": [8],
    "model.layers.0.mlp.gate_proj.weight": [12, 8],
    "model.layers.0.mlp.up_proj.weight": [12, 8],
    "model.layers.0.mlp.down_proj.weight": [8, 12],
    "model.norm.weight": [8],
    "lm_head.weight": [11, 8],
  });
});

test("a tied model has no weight of its own for logits, and a checkpoint may hold it all the same", () => {
  const tied = llama.parseConfig({ ...config, tie_word_embeddings: true });
  expect(llama.build(tied, { task: "causal-lm" }).parameters.has("lm_head.weight")).toBe(false);
  expect(llama.tied(tied, "causal-lm")).toEqual(new Map([["lm_head.weight", "model.embed_tokens.weight"]]));
  expect(llama.tied(llama.parseConfig(config), "causal-lm")).toEqual(new Map());
});

test("linear layers have a bias where the config says so", () => {
  const biases = (change: object) =>
    names(change).filter((name) => name.includes("layers.0") && name.endsWith(".bias"));
  expect(biases({})).toEqual([]);
  expect(biases({ attention_bias: true })).toHaveLength(4);
  expect(biases({ mlp_bias: true })).toHaveLength(3);
  const parsed = qwen2.parseConfig({ ...config, model_type: "qwen2" });
  expect(
    [...qwen2.build(parsed, { task: "causal-lm" }).parameters.keys()].filter((n) => n.endsWith("bias")),
  ).toEqual([0, 1].flatMap((i) => ["q", "k", "v"].map((x) => `model.layers.${i}.self_attn.${x}_proj.bias`)));
});

test("what a config leaves out follows from the rest", () => {
  const { num_key_value_heads: _, ...rest } = config;
  expect(llama.parseConfig(rest)).toMatchObject({
    num_key_value_heads: 4,
    head_dim: 2,
    rope_parameters: { rope_type: "default", rope_theta: 10_000 },
  });
});

test.each([
  { rope_theta: 5e5, rope_scaling: { rope_type: "linear", factor: 2 } },
  { rope_theta: 5e5, rope_scaling: { type: "linear", factor: 2 } },
  { rope_parameters: { rope_theta: 5e5, rope_type: "linear", factor: 2 } },
])("rotary settings are read as any version of the library writes them: %j", (change) => {
  const { rope_parameters } = llama.parseConfig({ ...config, ...change });
  expect(rope_parameters).toEqual({ rope_type: "linear", rope_theta: 5e5, factor: 2 });
});

test("parameters start out as Llama's do", () => {
  const parsed = llama.parseConfig({ ...config, attention_bias: true });
  const start = (parameter: string) => llama.initialization(parsed, parameter);
  expect(start("model.embed_tokens.weight")).toEqual({ kind: "normal", std: 0.02 });
  expect(start("model.layers.0.self_attn.q_proj.weight")).toEqual({ kind: "normal", std: 0.02 });
  expect(start("model.layers.0.self_attn.q_proj.bias")).toEqual({ kind: "zeros" });
  expect(start("model.layers.0.input_layernorm.weight")).toEqual({ kind: "ones" });
  expect(start("model.norm.weight")).toEqual({ kind: "ones" });
});

test.each([
  [{ num_key_value_heads: 3 }, "num_attention_heads (4) must be divisible by num_key_value_heads (3)"],
  [{ rope_scaling: { rope_type: "yarn", factor: 4 } }, "rope_parameters.rope_type: Invalid"],
  [{ hidden_act: "gelu" }, 'hidden_act: Invalid input: expected "silu", given "gelu"'],
  [{ hidden_size: 10 }, "head_dim"],
  [{ pretraining_tp: 2 }, "pretraining_tp: Invalid input: expected 1, given 2"],
  [{ hidden_size: undefined }, "hidden_size: Invalid input: expected number"],
])("config %j is refused", (change, message) => {
  const parse = () => llama.parseConfig({ ...config, ...change });
  expect(parse).toThrow(ConfigError);
  expect(parse).toThrow(message);
});
