// BERT encoder, https://arxiv.org/abs/1810.04805, with the module names of Hugging Face's BertModel.
// What is left out: the pooler, dropout (the graph is for inference), cross attention and the decoder.

import { dataTypes, GraphBuilder, type TrainableModel } from "@llm-course/onnx";
import { activations } from "./activations.ts";
import type { Architecture } from "./architecture.ts";
import { type BertConfig, parseBertConfig } from "./bert-config.ts";
import { embedding, layerNorm, linear } from "./layers.ts";

const tokens = ["batch_size", "sequence_length"] as const;

/** BertModel without its pooler: the output is `last_hidden_state`. */
export const bert: Architecture<BertConfig> = {
  modelType: "bert",
  baseModelPrefix: "bert",
  classes: { "feature-extraction": "BertModel" },
  parseConfig: parseBertConfig,
  build,
  initialization: ({ initializer_range: std }, parameter) => {
    if (parameter.endsWith(".bias")) return { kind: "zeros" };
    return parameter.endsWith("LayerNorm.weight") ? { kind: "ones" } : { kind: "normal", std };
  },
  tied: () => new Map(),
};

function build(settings: BertConfig): TrainableModel {
  const g = new GraphBuilder("bert");
  const inputIds = g.input("input_ids", "int64", tokens);
  const attentionMask = g.input("attention_mask", "int64", tokens);
  const tokenTypeIds = g.input("token_type_ids", "int64", tokens);

  let hidden = embeddings(g.module("embeddings"), inputIds, tokenTypeIds, settings);
  const mask = additiveMask(g, attentionMask);
  const layers = g.module("encoder").module("layer");
  for (let i = 0; i < settings.num_hidden_layers; i++)
    hidden = layer(layers.module(i), hidden, mask, settings);

  g.output("last_hidden_state", hidden, "float32", [...tokens, settings.hidden_size]);
  return g.build();
}

function embeddings(g: GraphBuilder, inputIds: string, tokenTypeIds: string, config: BertConfig): string {
  const { hidden_size: dim, layer_norm_eps } = config;
  const words = embedding(g.module("word_embeddings"), inputIds, config.vocab_size, dim);
  const types = embedding(g.module("token_type_embeddings"), tokenTypeIds, config.type_vocab_size, dim);
  const positions = embedding(
    g.module("position_embeddings"),
    positionIds(g, inputIds),
    config.max_position_embeddings,
    dim,
  );
  const sum = g.add("Add", [g.add("Add", [words, types]), positions]);
  return layerNorm(g.module("LayerNorm"), sum, dim, layer_norm_eps);
}

/** 0, 1, … up to the sequence length. */
function positionIds(g: GraphBuilder, inputIds: string): string {
  const length = g.add("Squeeze", [g.add("Shape", [inputIds], { start: 1, end: 2 })]);
  const positions = g.add("Range", [g.ints(0), length, g.ints(1)]);
  // Without this the sequence length is unknown from here on, and onnxruntime fuses less.
  return g.annotate(positions, "int64", ["sequence_length"]);
}

/** 0 where the mask is 1 and the lowest float32 where it is 0, as [batch_size, 1, 1, sequence_length]. */
function additiveMask(g: GraphBuilder, attentionMask: string): string {
  const expanded = g.add("Unsqueeze", [attentionMask, g.ints([1, 2])]);
  const hidden = g.add("Sub", [g.scalar(1), g.add("Cast", [expanded], { to: dataTypes.float32 })]);
  return g.add("Mul", [hidden, g.scalar(lowestFloat32)]);
}

function layer(g: GraphBuilder, x: string, mask: string, config: BertConfig): string {
  return feedForward(g, attention(g.module("attention"), x, mask, config), config);
}

/** Post-norm residual block of multi-head attention: softmax(q kᵀ / √d + mask) v. */
function attention(g: GraphBuilder, x: string, mask: string, config: BertConfig): string {
  const { hidden_size: dim, num_attention_heads: heads } = config;
  const self = g.module("self");
  const headDim = dim / heads;
  // A 0 keeps the size of the input's dimension. [batch, sequence, dim] to [batch, heads, sequence, headDim].
  const split = (value: string) =>
    self.add("Transpose", [self.add("Reshape", [value, g.ints([0, 0, heads, headDim])])], {
      perm: [0, 2, 1, 3],
    });
  const project = (name: string) => split(linear(self.module(name), x, dim, dim));

  const query = project("query");
  const key = self.add("Transpose", [project("key")], { perm: [0, 1, 3, 2] });
  const scores = self.add("Div", [self.add("MatMul", [query, key]), g.scalar(Math.sqrt(headDim))]);
  const probabilities = self.add("Softmax", [self.add("Add", [scores, mask])], { axis: -1 });
  const context = self.add("MatMul", [probabilities, project("value")]);
  const merged = self.add("Reshape", [
    self.add("Transpose", [context], { perm: [0, 2, 1, 3] }),
    g.ints([0, 0, dim]),
  ]);
  return residual(g.module("output"), merged, x, dim, config);
}

/** Post-norm residual block of two linear layers with the activation between. */
function feedForward(g: GraphBuilder, x: string, config: BertConfig): string {
  const { hidden_size: dim, intermediate_size: wide, hidden_act } = config;
  const intermediate = g.module("intermediate");
  const expanded = linear(intermediate.module("dense"), x, dim, wide);
  return residual(g.module("output"), activations[hidden_act](intermediate, expanded), x, wide, config);
}

/** BertSelfOutput and BertOutput: LayerNorm(dense(y) + x). */
function residual(g: GraphBuilder, y: string, x: string, inFeatures: number, config: BertConfig): string {
  const { hidden_size: dim, layer_norm_eps } = config;
  const sum = g.add("Add", [linear(g.module("dense"), y, inFeatures, dim), x]);
  return layerNorm(g.module("LayerNorm"), sum, dim, layer_norm_eps);
}

const lowestFloat32 = -3.4028234663852886e38;
