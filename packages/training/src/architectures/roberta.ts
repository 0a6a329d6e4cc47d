// RoBERTa, https://arxiv.org/abs/1907.11692, with the module names of Hugging Face's RobertaModel and its heads:
// BERT's layers with other positions and heads. What is left out: the pooler where no head reads it, and
// token_type_ids, which are 0.

import { dataTypes, type GraphBuilder } from "@llm-course/onnx";
import { activations } from "./activations.ts";
import type { Architecture } from "./architecture.ts";
import { bertEmbeddings, bertEncoder, bertPooler, firstToken } from "./bert-encoder.ts";
import { shapes } from "./encoder-inputs.ts";
import { encoderModel, type TokenPredictor } from "./heads.ts";
import { labelSettings } from "./label-settings.ts";
import { layerNorm, linear, tiedDecoder } from "./layers.ts";
import { parseRobertaConfig, type RobertaConfig } from "./roberta-config.ts";

const wordEmbeddings = "embeddings.word_embeddings.weight";

export const roberta: Architecture<RobertaConfig> = {
  modelType: "roberta",
  baseModelPrefix: "roberta",
  classes: {
    "feature-extraction": "RobertaModel",
    "sequence-classification": "RobertaForSequenceClassification",
    "token-classification": "RobertaForTokenClassification",
    "multiple-choice": "RobertaForMultipleChoice",
    "question-answering": "RobertaForQuestionAnswering",
    "masked-lm": "RobertaForMaskedLM",
  },
  parseConfig: parseRobertaConfig,

  build(config, options) {
    const { vocab_size: vocabSize, hidden_size: dim, hidden_dropout_prob } = config;
    const classifierDropout = config.classifier_dropout ?? hidden_dropout_prob;
    return encoderModel(
      {
        name: "roberta",
        tokenTypes: false,
        vocabSize,
        dim,
        labels: labelSettings("RoBERTa", config),
        embed: (base, inputs) =>
          bertEmbeddings(
            base.module("embeddings"),
            inputs,
            positionIds(base, inputs.inputIds, config),
            config,
          ),
        dropout: { tokenClassifier: classifierDropout, questionAnswering: 0 },
        encode: (base, embedded, sequences) =>
          bertEncoder(base.module("encoder"), embedded, sequences, config),
        classify: (g, _, hidden, count) => {
          const settings = { dim, count, dropout: classifierDropout };
          return classificationHead(g.module("classifier"), hidden, settings);
        },
        scoreChoices(g, base, hidden) {
          const pooled = bertPooler(base.module("pooler"), hidden, config);
          const dropped = g.dropout(pooled, hidden_dropout_prob, [shapes.flatChoices[0], dim]);
          return linear(g.module("classifier"), dropped, dim, 1);
        },
        predictTokens: (g, hidden) => lmHead(g.module("lm_head"), hidden, config),
      },
      options,
    );
  },

  initialization({ initializer_range: std, pad_token_id }, parameter) {
    if (parameter.endsWith("bias")) return { kind: "zeros" };
    if (/(LayerNorm|layer_norm)\.weight$/.test(parameter)) return { kind: "ones" };
    if (/(word|position)_embeddings\.weight$/.test(parameter))
      return { kind: "normal", std, zeroRow: pad_token_id };
    return { kind: "normal", std };
  },

  tied: (_, task) =>
    new Map(
      task === "masked-lm"
        ? [
            ["lm_head.decoder.weight", `roberta.${wordEmbeddings}`],
            ["lm_head.decoder.bias", "lm_head.bias"],
          ]
        : [],
    ),
};

/** Tokens count from pad_token_id + 1 on, and each padding token is at pad_token_id: p + isToken cumsum(isToken). */
export function positionIds(g: GraphBuilder, inputIds: string, config: RobertaConfig): string {
  const { vocab_size, pad_token_id } = config;
  // A table of the vocabulary, which onnxruntime computes once: WebGPU knows int64 only as the indices of Gather.
  const vocabulary = g.add("Range", [g.ints(0), g.ints(vocab_size), g.ints(1)]);
  const table = g.add("Not", [g.add("Equal", [vocabulary, g.ints(pad_token_id)])]);
  const isToken = g.add("Gather", [g.add("Cast", [table], { to: dataTypes.float32 }), inputIds]);
  const count = g.add("Mul", [g.add("CumSum", [isToken, g.ints(-1)]), isToken]);
  return g.add("Cast", [g.add("Add", [count, g.scalar(pad_token_id)])], { to: dataTypes.int64 });
}

/** RobertaClassificationHead over the first token, [batch, count]. */
function classificationHead(
  g: GraphBuilder,
  hidden: string,
  { dim, count, dropout }: { readonly dim: number; readonly count: number; readonly dropout: number },
): string {
  const dropped = (x: string) => g.dropout(x, dropout, ["batch_size", dim]);
  const dense = linear(g.module("dense"), dropped(firstToken(g, hidden)), dim, dim);
  return linear(g.module("out_proj"), dropped(g.add("Tanh", [dense])), dim, count);
}

/** RobertaLMHead, whose activation is gelu whatever `hidden_act` is. */
function lmHead(g: GraphBuilder, hidden: string, config: RobertaConfig): TokenPredictor {
  const { hidden_size: dim, vocab_size, layer_norm_eps } = config;
  const transformed = activations.gelu(g, linear(g.module("dense"), hidden, dim, dim));
  return {
    states: layerNorm(g.module("layer_norm"), transformed, dim, layer_norm_eps),
    decode: tiedDecoder(g, `roberta.${wordEmbeddings}`, vocab_size),
  };
}
