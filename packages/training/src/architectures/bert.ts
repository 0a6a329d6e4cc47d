// BERT, https://arxiv.org/abs/1810.04805, with the module names of Hugging Face's BertModel and its heads.
// What is left out: the pooler where no head reads it, cross attention and the decoder.

import type { GraphBuilder } from "@llm-course/onnx";
import { activations } from "./activations.ts";
import type { Architecture } from "./architecture.ts";
import { type BertConfig, parseBertConfig } from "./bert-config.ts";
import { bertEmbeddings, bertEncoder, bertPooler } from "./bert-encoder.ts";
import { shapes } from "./encoder-inputs.ts";
import { encoderModel, type TokenPredictor } from "./heads.ts";
import { labelSettings } from "./label-settings.ts";
import { layerNorm, linear, tiedDecoder } from "./layers.ts";

const wordEmbeddings = "embeddings.word_embeddings.weight";

export const bert: Architecture<BertConfig> = {
  modelType: "bert",
  baseModelPrefix: "bert",
  classes: {
    "feature-extraction": "BertModel",
    "sequence-classification": "BertForSequenceClassification",
    "token-classification": "BertForTokenClassification",
    "multiple-choice": "BertForMultipleChoice",
    "question-answering": "BertForQuestionAnswering",
    "masked-lm": "BertForMaskedLM",
  },
  parseConfig: parseBertConfig,

  build(config, options) {
    const { vocab_size: vocabSize, hidden_size: dim } = config;
    const classifierDropout = config.classifier_dropout ?? config.hidden_dropout_prob;
    const classify = (g: GraphBuilder, base: GraphBuilder, hidden: string, count: number, batch: string) => {
      const pooled = bertPooler(base.module("pooler"), hidden, config);
      return linear(g.module("classifier"), g.dropout(pooled, classifierDropout, [batch, dim]), dim, count);
    };
    return encoderModel(
      {
        name: "bert",
        tokenTypes: true,
        vocabSize,
        dim,
        labels: labelSettings("BERT", config),
        embed: (base, inputs, positions) =>
          bertEmbeddings(base.module("embeddings"), inputs, positions(), config),
        dropout: { tokenClassifier: classifierDropout, questionAnswering: 0 },
        encode: (base, embedded, sequences) =>
          bertEncoder(base.module("encoder"), embedded, sequences, config),
        classify: (g, base, hidden, count) => classify(g, base, hidden, count, "batch_size"),
        scoreChoices: (g, base, hidden) => classify(g, base, hidden, 1, shapes.flatChoices[0]),
        predictTokens: (g, hidden) => predictions(g.module("cls").module("predictions"), hidden, config),
      },
      options,
    );
  },

  initialization({ initializer_range: std, pad_token_id }, parameter) {
    if (parameter.endsWith("bias")) return { kind: "zeros" };
    if (parameter.endsWith("LayerNorm.weight")) return { kind: "ones" };
    if (parameter.endsWith(wordEmbeddings)) return { kind: "normal", std, zeroRow: pad_token_id };
    return { kind: "normal", std };
  },

  tied: (_, task) =>
    new Map(
      task === "masked-lm"
        ? [
            ["cls.predictions.decoder.weight", `bert.${wordEmbeddings}`],
            ["cls.predictions.decoder.bias", "cls.predictions.bias"],
          ]
        : [],
    ),
};

/** BertLMPredictionHead. */
function predictions(g: GraphBuilder, hidden: string, config: BertConfig): TokenPredictor {
  const { hidden_size: dim, vocab_size, hidden_act, layer_norm_eps } = config;
  const transform = g.module("transform");
  const dense = linear(transform.module("dense"), hidden, dim, dim);
  const transformed = activations[hidden_act](transform, dense);
  return {
    states: layerNorm(transform.module("LayerNorm"), transformed, dim, layer_norm_eps),
    decode: tiedDecoder(g, `bert.${wordEmbeddings}`, vocab_size),
  };
}
