import type { GraphBuilder } from "@llm-course/onnx";
import { activations } from "./activations.ts";
import type { BertSizes } from "./bert-config.ts";
import type { EncoderInputs, Sequences } from "./encoder-inputs.ts";
import { recorded } from "./intermediates.ts";
import { embedding, layerNorm, linear, multiHeadAttention } from "./layers.ts";

/** BertEmbeddings and RobertaEmbeddings, [...inputIds, dim]. */
export function bertEmbeddings(
  g: GraphBuilder,
  { inputIds, tokenTypeIds, shape }: EncoderInputs,
  positions: string,
  config: BertSizes,
): string {
  const { hidden_size: dim, layer_norm_eps, hidden_dropout_prob } = config;
  const table = (name: string, ids: string, count: number) => embedding(g.module(name), ids, count, dim);
  const words = table("word_embeddings", inputIds, config.vocab_size);
  const types = table("token_type_embeddings", tokenTypeIds, config.type_vocab_size);
  const places = table("position_embeddings", positions, config.max_position_embeddings);
  const sum = g.add("Add", [g.add("Add", [words, types]), places]);
  const normed = layerNorm(g.module("LayerNorm"), sum, dim, layer_norm_eps);
  return g.dropout(normed, hidden_dropout_prob, [...shape, dim]);
}

/** BertEncoder, which is RobertaEncoder too: post-norm layers over embedded tokens. */
export function bertEncoder(
  g: GraphBuilder,
  embedded: string,
  sequences: Sequences,
  config: BertSizes,
): string {
  const { hiddenStates } = sequences.intermediates;
  const shape = [...sequences.tokens, config.hidden_size];
  let hidden = recorded(hiddenStates, embedded, shape);
  for (let i = 0; i < config.num_hidden_layers; i++) {
    const layer = g.module("layer").module(i);
    const attended = attention(layer.module("attention"), hidden, sequences, config);
    hidden = recorded(hiddenStates, feedForward(layer, attended, sequences, config), shape);
  }
  return hidden;
}

/** BertPooler: tanh of a linear layer over the first token, [batch, dim]. */
export function bertPooler(g: GraphBuilder, hidden: string, { hidden_size: dim }: BertSizes): string {
  return g.add("Tanh", [linear(g.module("dense"), firstToken(g, hidden), dim, dim)]);
}

/** [batch, sequence, dim] to [batch, dim]. */
export function firstToken(g: GraphBuilder, hidden: string): string {
  return g.add("Gather", [hidden, g.ints(0)], { axis: 1 });
}

function attention(g: GraphBuilder, x: string, sequences: Sequences, config: BertSizes): string {
  const { hidden_size: dim, num_attention_heads: heads, attention_probs_dropout_prob: dropout } = config;
  const self = g.module("self");
  const project = (name: string) => linear(self.module(name), x, dim, dim);
  const projections = { query: project("query"), key: project("key"), value: project("value") };
  const context = multiHeadAttention(self, projections, sequences, { dim, heads, dropout });
  return residual(g.module("output"), { y: context, inFeatures: dim, x }, sequences, config);
}

/** Two linear layers with the activation between. */
function feedForward(g: GraphBuilder, x: string, sequences: Sequences, config: BertSizes): string {
  const { hidden_size: dim, intermediate_size: wide, hidden_act } = config;
  const intermediate = g.module("intermediate");
  const expanded = linear(intermediate.module("dense"), x, dim, wide);
  const y = activations[hidden_act](intermediate, expanded);
  return residual(g.module("output"), { y, inFeatures: wide, x }, sequences, config);
}

/** BertSelfOutput and BertOutput: LayerNorm(dropout(dense(y)) + x). */
function residual(
  g: GraphBuilder,
  { y, inFeatures, x }: { readonly y: string; readonly inFeatures: number; readonly x: string },
  { tokens }: Sequences,
  config: BertSizes,
): string {
  const { hidden_size: dim, layer_norm_eps, hidden_dropout_prob } = config;
  const dense = linear(g.module("dense"), y, inFeatures, dim);
  const sum = g.add("Add", [g.dropout(dense, hidden_dropout_prob, [...tokens, dim]), x]);
  return layerNorm(g.module("LayerNorm"), sum, dim, layer_norm_eps);
}
