// DistilBERT, https://arxiv.org/abs/1910.01108, with the module names of Hugging Face's DistilBertModel and its
// heads: BERT without token types and pooler. What is left out: sinusoidal positions.

import type { GraphBuilder } from "@llm-course/onnx";
import { activations } from "./activations.ts";
import type { Architecture } from "./architecture.ts";
import { firstToken } from "./bert-encoder.ts";
import { type DistilbertConfig, parseDistilbertConfig } from "./distilbert-config.ts";
import { type EncoderInputs, type Sequences, shapes } from "./encoder-inputs.ts";
import { encoderModel, type TokenPredictor } from "./heads.ts";
import { recorded } from "./intermediates.ts";
import { labelSettings } from "./label-settings.ts";
import { embedding, layerNorm, linear, multiHeadAttention, tiedDecoder } from "./layers.ts";

const wordEmbeddings = "embeddings.word_embeddings.weight";

export const distilbert: Architecture<DistilbertConfig> = {
  modelType: "distilbert",
  baseModelPrefix: "distilbert",
  classes: {
    "feature-extraction": "DistilBertModel",
    "sequence-classification": "DistilBertForSequenceClassification",
    "token-classification": "DistilBertForTokenClassification",
    "multiple-choice": "DistilBertForMultipleChoice",
    "question-answering": "DistilBertForQuestionAnswering",
    "masked-lm": "DistilBertForMaskedLM",
  },
  parseConfig: parseDistilbertConfig,

  build(config, options) {
    const { vocab_size: vocabSize, dim } = config;
    const classify = (g: GraphBuilder, hidden: string, count: number, batch: string) => {
      const pooled = linear(g.module("pre_classifier"), firstToken(g, hidden), dim, dim);
      const dropped = g.dropout(g.add("Relu", [pooled]), config.seq_classif_dropout, [batch, dim]);
      return linear(g.module("classifier"), dropped, dim, count);
    };
    return encoderModel(
      {
        name: "distilbert",
        tokenTypes: false,
        vocabSize,
        dim,
        labels: labelSettings("DistilBERT", config),
        embed: (base, inputs, positions) =>
          embeddings(base.module("embeddings"), inputs, positions(), config),
        dropout: { tokenClassifier: config.dropout, questionAnswering: config.qa_dropout },
        encode: (base, embedded, sequences) =>
          transformer(base.module("transformer"), embedded, sequences, config),
        classify: (g, _, hidden, count) => classify(g, hidden, count, "batch_size"),
        scoreChoices: (g, _, hidden) => classify(g, hidden, 1, shapes.flatChoices[0]),
        predictTokens: (g, hidden) => predictions(g, hidden, config),
      },
      options,
    );
  },

  initialization({ initializer_range: std, pad_token_id }, parameter) {
    if (parameter.endsWith("bias")) return { kind: "zeros" };
    if (/(LayerNorm|layer_norm)\.weight$/.test(parameter)) return { kind: "ones" };
    if (parameter.endsWith(wordEmbeddings)) return { kind: "normal", std, zeroRow: pad_token_id };
    return { kind: "normal", std };
  },

  tied: (_, task) =>
    new Map(task === "masked-lm" ? [["vocab_projector.weight", `distilbert.${wordEmbeddings}`]] : []),
};

/** Hugging Face's DistilBERT has no setting for it. */
const epsilon = 1e-12;

function embeddings(
  g: GraphBuilder,
  { inputIds, shape }: EncoderInputs,
  positions: string,
  config: DistilbertConfig,
): string {
  const { dim, vocab_size, max_position_embeddings } = config;
  const words = embedding(g.module("word_embeddings"), inputIds, vocab_size, dim);
  const places = embedding(g.module("position_embeddings"), positions, max_position_embeddings, dim);
  const normed = layerNorm(g.module("LayerNorm"), g.add("Add", [words, places]), dim, epsilon);
  return g.dropout(normed, config.dropout, [...shape, dim]);
}

function transformer(
  g: GraphBuilder,
  embedded: string,
  sequences: Sequences,
  config: DistilbertConfig,
): string {
  const { hiddenStates } = sequences.intermediates;
  const shape = [...sequences.tokens, config.dim];
  let hidden = recorded(hiddenStates, embedded, shape);
  for (let i = 0; i < config.n_layers; i++) {
    const layer = g.module("layer").module(i);
    const attended = attention(layer, hidden, sequences, config);
    hidden = recorded(hiddenStates, feedForward(layer, attended, sequences, config), shape);
  }
  return hidden;
}

function attention(g: GraphBuilder, x: string, sequences: Sequences, config: DistilbertConfig): string {
  const { dim, n_heads: heads, attention_dropout: dropout } = config;
  const self = g.module("attention");
  const project = (name: string, input: string) => linear(self.module(name), input, dim, dim);
  const projections = { query: project("q_lin", x), key: project("k_lin", x), value: project("v_lin", x) };
  const context = multiHeadAttention(self, projections, sequences, { dim, heads, dropout });
  const sum = g.add("Add", [project("out_lin", context), x]);
  return layerNorm(g.module("sa_layer_norm"), sum, dim, epsilon);
}

function feedForward(g: GraphBuilder, x: string, { tokens }: Sequences, config: DistilbertConfig): string {
  const { dim, hidden_dim: wide, activation, dropout } = config;
  const ffn = g.module("ffn");
  const expanded = activations[activation](ffn, linear(ffn.module("lin1"), x, dim, wide));
  const transformed = ffn.dropout(linear(ffn.module("lin2"), expanded, wide, dim), dropout, [...tokens, dim]);
  const sum = g.add("Add", [transformed, x]);
  return layerNorm(g.module("output_layer_norm"), sum, dim, epsilon);
}

function predictions(g: GraphBuilder, hidden: string, config: DistilbertConfig): TokenPredictor {
  const { dim, vocab_size, activation } = config;
  const transformed = activations[activation](g, linear(g.module("vocab_transform"), hidden, dim, dim));
  return {
    states: layerNorm(g.module("vocab_layer_norm"), transformed, dim, epsilon),
    decode: tiedDecoder(g.module("vocab_projector"), `distilbert.${wordEmbeddings}`, vocab_size),
  };
}
