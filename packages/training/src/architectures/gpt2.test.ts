import { expect, test } from "vitest";
import { ConfigError } from "../errors.ts";
import { gpt2 } from "./gpt2.ts";

const config = { model_type: "gpt2", vocab_size: 11, n_positions: 8, n_embd: 6, n_layer: 2, n_head: 3 };
const parsed = gpt2.parseConfig(config);

test("parameters have the names and shapes of a GPT2LMHeadModel's checkpoint", () => {
  const { parameters } = gpt2.build(parsed, { task: "causal-lm" });
  expect(parameters.size).toBe(2 + 2 * 12 + 2);
  expect(Object.fromEntries(parameters)).toMatchObject({
    "transformer.wte.weight": [11, 6],
    "transformer.wpe.weight": [8, 6],
    "transformer.h.0.ln_1.bias": [6],
    "transformer.h.1.attn.c_attn.weight": [6, 18],
    "transformer.h.1.attn.c_proj.bias": [6],
    "transformer.h.0.mlp.c_fc.weight": [6, 24],
    "transformer.h.0.mlp.c_proj.weight": [24, 6],
    "transformer.ln_f.weight": [6],
  });
});

test("logits are products with the embeddings, which a checkpoint may hold twice", () => {
  expect(gpt2.tied(parsed, "causal-lm")).toEqual(new Map([["lm_head.weight", "transformer.wte.weight"]]));
  expect(gpt2.tied(parsed, "token-classification")).toEqual(new Map());
});

test("parameters start out as GPT-2's do", () => {
  const start = (parameter: string) => gpt2.initialization(parsed, parameter);
  expect(start("transformer.wte.weight")).toEqual({ kind: "normal", std: 0.02 });
  expect(start("transformer.h.0.attn.c_attn.weight")).toEqual({ kind: "normal", std: 0.02 });
  expect(start("transformer.h.0.mlp.c_proj.weight")).toEqual({ kind: "normal", std: 0.02 / Math.sqrt(4) });
  expect(start("transformer.h.0.ln_2.weight")).toEqual({ kind: "ones" });
  expect(start("transformer.ln_f.weight")).toEqual({ kind: "ones" });
  expect(start("transformer.h.0.attn.c_attn.bias")).toEqual({ kind: "zeros" });
});

test.each([
  [{ n_head: 4 }, "n_embd (6) must be divisible by n_head (4)"],
  [
    { scale_attn_by_inverse_layer_idx: true },
    "scale_attn_by_inverse_layer_idx: Invalid input: expected false",
  ],
  [{ tie_word_embeddings: false }, "tie_word_embeddings: Invalid input: expected true, given false"],
  [{ n_layer: undefined }, "n_layer: Invalid input: expected number"],
])("config %j is refused", (change, message) => {
  const parse = () => gpt2.parseConfig({ ...config, ...change });
  expect(parse).toThrow(ConfigError);
  expect(parse).toThrow(message);
});
