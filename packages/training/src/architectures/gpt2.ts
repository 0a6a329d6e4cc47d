// GPT-2, https://cdn.openai.com/better-language-models/language_models_are_unsupervised_multitask_learners.pdf,
// with the module names of Hugging Face's GPT2Model. What is left out: cross attention.

import { dataTypes, type GraphBuilder } from "@llm-course/onnx";
import { activations } from "./activations.ts";
import type { Architecture } from "./architecture.ts";
import { buildDecoder } from "./decoder.ts";
import { causalAttention } from "./decoder-attention.ts";
import type { DecoderInputs } from "./decoder-inputs.ts";
import { conv1d } from "./decoder-layers.ts";
import { type Gpt2Config, parseGpt2Config } from "./gpt2-config.ts";
import { recorded } from "./intermediates.ts";
import { labelSettings } from "./label-settings.ts";
import { embedding, layerNorm } from "./layers.ts";

export const gpt2: Architecture<Gpt2Config> = {
  modelType: "gpt2",
  baseModelPrefix: "transformer",
  classes: {
    "feature-extraction": "GPT2Model",
    "causal-lm": "GPT2LMHeadModel",
    "sequence-classification": "GPT2ForSequenceClassification",
    "token-classification": "GPT2ForTokenClassification",
  },
  parseConfig: parseGpt2Config,

  build: (config, options) =>
    buildDecoder(
      {
        modelType: "gpt2",
        prefix: "transformer",
        settings: {
          dim: config.n_embd,
          vocabSize: config.vocab_size,
          labelSettings: labelSettings("GPT-2", config),
          outputEmbeddings: "transformer.wte.weight",
          tokenClassifier: "classifier",
          classifierDropout: config.classifier_dropout ?? config.hidden_dropout ?? 0.1,
        },
        body: (g, inputs) => body(g, inputs, config),
      },
      options,
    ),

  initialization({ initializer_range: std, n_layer }, parameter) {
    if (parameter.endsWith("bias")) return { kind: "zeros" };
    if (/\bln_(1|2|f)\.weight$/.test(parameter)) return { kind: "ones" };
    // What a layer adds to the residual stream, twice per layer, keeps its variance at 1 in depth.
    if (parameter.endsWith("c_proj.weight")) return { kind: "normal", std: std / Math.sqrt(2 * n_layer) };
    return { kind: "normal", std };
  },

  tied: (_, task) => new Map(task === "causal-lm" ? [["lm_head.weight", "transformer.wte.weight"]] : []),
};

const tokens = ["batch_size", "sequence_length"] as const;

/** GPT2Model: the hidden states after the last norm. */
function body(g: GraphBuilder, inputs: DecoderInputs, config: Gpt2Config): string {
  const { n_embd: dim, layer_norm_epsilon: epsilon } = config;
  const words = embedding(g.module("wte"), inputs.inputIds, config.vocab_size, dim);
  const places = g.add("Cast", [inputs.positions], { to: dataTypes.int64 });
  const positions = embedding(g.module("wpe"), places, config.n_positions, dim);
  const embedded = g.add("Add", [words, positions]);
  let hidden = g.dropout(embedded, config.embd_pdrop, [...tokens, dim]);
  const { hiddenStates } = inputs.intermediates;
  const shape = [...tokens, dim];
  for (let i = 0; i < config.n_layer; i++) {
    recorded(hiddenStates, hidden, shape);
    hidden = block(g.module("h").module(i), hidden, inputs, config, i);
  }
  return recorded(hiddenStates, layerNorm(g.module("ln_f"), hidden, dim, epsilon), shape);
}

/** Pre-norm residual blocks of attention and of two linear layers. */
function block(g: GraphBuilder, x: string, inputs: DecoderInputs, config: Gpt2Config, i: number): string {
  const { n_embd: dim, layer_norm_epsilon: epsilon } = config;
  const attended = attention(
    g.module("attn"),
    layerNorm(g.module("ln_1"), x, dim, epsilon),
    inputs,
    config,
    i,
  );
  const y = g.add("Add", [x, attended]);
  return g.add("Add", [
    y,
    feedForward(g.module("mlp"), layerNorm(g.module("ln_2"), y, dim, epsilon), config),
  ]);
}

function attention(g: GraphBuilder, x: string, inputs: DecoderInputs, config: Gpt2Config, i: number): string {
  const { n_embd: dim, n_head: heads } = config;
  const headDim = dim / heads;
  const projected = conv1d(g.module("c_attn"), x, dim, 3 * dim);
  const [query, key, value] = g
    .addMany("Split", [projected], 3, { axis: -1 })
    .map((part) => g.add("Reshape", [part, g.ints([0, 0, heads, headDim])])) as [string, string, string];
  const sizes = { heads, keyValueHeads: heads, headDim, dropout: config.attn_pdrop };
  const context = causalAttention(g, { query, key, value }, sizes, inputs, i);
  const output = conv1d(g.module("c_proj"), context, dim, dim);
  return g.dropout(output, config.resid_pdrop, [...tokens, dim]);
}

function feedForward(g: GraphBuilder, x: string, config: Gpt2Config): string {
  const { n_embd: dim, activation_function } = config;
  const wide = config.n_inner ?? 4 * dim;
  const expanded = activations[activation_function](g, conv1d(g.module("c_fc"), x, dim, wide));
  const output = conv1d(g.module("c_proj"), expanded, wide, dim);
  return g.dropout(output, config.resid_pdrop, [...tokens, dim]);
}
