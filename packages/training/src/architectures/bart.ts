// BART, https://arxiv.org/abs/1910.13461, mBART, https://arxiv.org/abs/2001.08210, and Marian, https://arxiv.org/abs/1804.00344,
// with the module names of Hugging Face's BartModel. What is left out: LayerDrop, Marian's separate vocabularies, and the
// head for question answering.

import type { GraphBuilder } from "@llm-course/onnx";
import type { Architecture } from "./architecture.ts";
import { classifySequences } from "./bart-classification.ts";
import { type BartConfig, parseBartConfig } from "./bart-config.ts";
import { type BartForm, bartDecoder, bartEncoder } from "./bart-stack.ts";
import {
  buildEncoderDecoder,
  type EncoderDecoder,
  startingWith,
  startingWithLast,
} from "./encoder-decoder.ts";

const sharedTable = "model.shared.weight";

const shared = {
  baseModelPrefix: "model",
  parseConfig: parseBartConfig,

  savedSettings: ({ pad_token_id, eos_token_id, decoder_start_token_id }) => ({
    is_encoder_decoder: true,
    ...{ pad_token_id, eos_token_id, decoder_start_token_id },
  }),

  initialization({ init_std: std, pad_token_id }, parameter) {
    if (/(bias|_logits_bias)$/.test(parameter)) return { kind: "zeros" };
    if (/(layer_?norm|layernorm_embedding)\.weight$/.test(parameter)) return { kind: "ones" };
    if (parameter === sharedTable) return { kind: "normal", std, zeroRow: pad_token_id };
    return { kind: "normal", std };
  },

  tied: (_, task) =>
    new Map(
      [
        "model.encoder.embed_tokens.weight",
        "model.decoder.embed_tokens.weight",
        ...(task === "seq2seq-lm" ? ["lm_head.weight"] : []),
      ].map((name) => [name, sharedTable]),
    ),
} satisfies Partial<Architecture<BartConfig>>;

export const bart: Architecture<BartConfig> = {
  ...shared,
  modelType: "bart",
  classes: {
    "seq2seq-lm": "BartForConditionalGeneration",
    "sequence-classification": "BartForSequenceClassification",
  },
  build: building({ preNorm: false, embeddingNorm: true, positions: "learned" }),
};

/** A BART with its norms before the layers, whose texts begin with their language. */
export const mbart: Architecture<BartConfig> = {
  ...shared,
  modelType: "mbart",
  classes: {
    "seq2seq-lm": "MBartForConditionalGeneration",
    "sequence-classification": "MBartForSequenceClassification",
  },
  build: building({ preNorm: true, embeddingNorm: true, positions: "learned" }),
};

export const marian: Architecture<BartConfig> = {
  ...shared,
  modelType: "marian",
  classes: { "seq2seq-lm": "MarianMTModel" },
  build: building({ preNorm: false, embeddingNorm: false, positions: "sinusoidal" }),
};

function building(form: BartForm): Architecture<BartConfig>["build"] {
  return (config, options) => {
    const model = encoderDecoder(config, form);
    return options.task === "sequence-classification"
      ? classifySequences(model, config, options)
      : buildEncoderDecoder(model, options);
  };
}

function encoderDecoder(config: BartConfig, form: BartForm): EncoderDecoder {
  const {
    d_model: dim,
    vocab_size: vocabSize,
    decoder_attention_heads: heads,
    pad_token_id: padding,
  } = config;
  const base = (g: GraphBuilder, name: string) => g.module("model").module(name);
  return {
    modelType: config.model_type,
    dim,
    vocabSize,
    sizes: { layers: config.decoder_layers, heads, headDim: dim / heads },
    shared: (g) => base(g, "shared").parameter("weight", [vocabSize, dim]),
    encode: (g, inputs, table) => bartEncoder(base(g, "encoder"), inputs, table, config, form),
    decode: (g, inputs, table) => bartDecoder(base(g, "decoder"), inputs, table, config, form),
    predictTokens(g, hidden, table) {
      const product = g.add("MatMul", [hidden, g.add("Transpose", [table], { perm: [1, 0] })]);
      return g.add("Add", [product, g.buffer("final_logits_bias", [1, vocabSize])]);
    },
    shiftRight: (g, labels) =>
      config.model_type === "mbart"
        ? startingWithLast(g, labels, padding)
        : startingWith(g, labels, { start: config.decoder_start_token_id, padding }),
  };
}
