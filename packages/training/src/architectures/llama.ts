// Llama, https://arxiv.org/abs/2302.13971, and Qwen2, with the module names of Hugging Face's LlamaModel.

import type { GraphBuilder } from "@llm-course/onnx";
import { activations } from "./activations.ts";
import type { Architecture } from "./architecture.ts";
import { buildDecoder } from "./decoder.ts";
import { causalAttention } from "./decoder-attention.ts";
import type { DecoderInputs } from "./decoder-inputs.ts";
import { rmsNorm } from "./decoder-layers.ts";
import { recorded } from "./intermediates.ts";
import { labelSettings } from "./label-settings.ts";
import { embedding, linear } from "./layers.ts";
import { type LlamaConfig, parseLlamaConfig, parseQwen2Config } from "./llama-config.ts";
import { type Rotation, rotate, rotation } from "./rotary-embedding.ts";
import { rotaryFrequencies } from "./rotary-frequencies.ts";

const shared = {
  baseModelPrefix: "model",

  build: (config, options) =>
    buildDecoder(
      {
        modelType: config.model_type,
        prefix: "model",
        settings: {
          dim: config.hidden_size,
          vocabSize: config.vocab_size,
          labelSettings: labelSettings("Llama", config),
          outputEmbeddings: config.tie_word_embeddings ? "model.embed_tokens.weight" : "lm_head.weight",
          tokenClassifier: "score",
          classifierDropout: config.classifier_dropout ?? config.hidden_dropout ?? 0.1,
        },
        body: (g, inputs) => body(g, inputs, config),
      },
      options,
    ),

  initialization({ initializer_range: std }, parameter) {
    if (parameter.endsWith("bias")) return { kind: "zeros" };
    if (parameter.endsWith("norm.weight")) return { kind: "ones" };
    return { kind: "normal", std };
  },

  tied: (config, task) =>
    new Map(
      task === "causal-lm" && config.tie_word_embeddings
        ? [["lm_head.weight", "model.embed_tokens.weight"]]
        : [],
    ),
} satisfies Partial<Architecture<LlamaConfig>>;

export const llama: Architecture<LlamaConfig> = {
  ...shared,
  modelType: "llama",
  classes: classes("Llama"),
  parseConfig: parseLlamaConfig,
};

/** A Llama whose queries, keys and values have a bias. https://arxiv.org/abs/2407.10671 */
export const qwen2: Architecture<LlamaConfig> = {
  ...shared,
  modelType: "qwen2",
  classes: classes("Qwen2"),
  parseConfig: parseQwen2Config,
};

function classes(name: string): Architecture<LlamaConfig>["classes"] {
  return {
    "feature-extraction": `${name}Model`,
    "causal-lm": `${name}ForCausalLM`,
    "sequence-classification": `${name}ForSequenceClassification`,
    "token-classification": `${name}ForTokenClassification`,
  };
}

/** LlamaModel: the hidden states after the last norm. */
function body(g: GraphBuilder, inputs: DecoderInputs, config: LlamaConfig): string {
  const { hidden_size: dim, rms_norm_eps: epsilon } = config;
  const turns = rotation(g.module("rotary_emb"), inputs.positions, rotaryFrequencies(config));
  let hidden = embedding(g.module("embed_tokens"), inputs.inputIds, config.vocab_size, dim);
  const { hiddenStates } = inputs.intermediates;
  const shape = ["batch_size", "sequence_length", dim];
  for (let i = 0; i < config.num_hidden_layers; i++) {
    recorded(hiddenStates, hidden, shape);
    const layer = g.module("layers").module(i);
    const norm = (name: string) => rmsNorm(layer.module(name), hidden, dim, epsilon);
    const attended = attention(layer.module("self_attn"), norm("input_layernorm"), turns, inputs, config, i);
    hidden = layer.add("Add", [hidden, attended]);
    const transformed = feedForward(layer.module("mlp"), norm("post_attention_layernorm"), config);
    hidden = layer.add("Add", [hidden, transformed]);
  }
  return recorded(hiddenStates, rmsNorm(g.module("norm"), hidden, dim, epsilon), shape);
}

function attention(
  g: GraphBuilder,
  x: string,
  turns: Rotation,
  inputs: DecoderInputs,
  config: LlamaConfig,
  layer: number,
): string {
  const { hidden_size: dim, num_attention_heads: heads, num_key_value_heads: keyValueHeads, biases } = config;
  const headDim = config.head_dim;
  const project = (name: string, count: number) => {
    const options = { bias: biases.queryKeyValue };
    const projected = linear(g.module(name), x, dim, count * headDim, options);
    return g.add("Reshape", [projected, g.ints([0, 0, count, headDim])]);
  };
  const projections = {
    query: rotate(g, project("q_proj", heads), turns),
    key: rotate(g, project("k_proj", keyValueHeads), turns),
    value: project("v_proj", keyValueHeads),
  };
  const sizes = { heads, keyValueHeads, headDim, dropout: config.attention_dropout };
  const context = causalAttention(g, projections, sizes, inputs, layer);
  return linear(g.module("o_proj"), context, heads * headDim, dim, { bias: biases.attentionOutput });
}

/** SwiGLU: down(silu(gate(x)) up(x)). https://arxiv.org/abs/2002.05202 */
function feedForward(g: GraphBuilder, x: string, config: LlamaConfig): string {
  const { hidden_size: dim, intermediate_size: wide, hidden_act } = config;
  const options = { bias: config.biases.feedForward };
  const gate = activations[hidden_act](g, linear(g.module("gate_proj"), x, dim, wide, options));
  const up = linear(g.module("up_proj"), x, dim, wide, options);
  return linear(g.module("down_proj"), g.add("Mul", [gate, up]), wide, dim, options);
}
