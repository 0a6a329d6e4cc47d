import { type Dimension, float, type GraphBuilder } from "@llm-course/onnx";
import type { Sequences } from "./encoder-inputs.ts";
import { type Intermediate, recorded } from "./intermediates.ts";

/** Rows of a weight matrix, by id: [..., ids] to [..., ids, dim]. */
export function embedding(g: GraphBuilder, ids: string, count: number, dim: number): string {
  return g.add("Gather", [g.parameter("weight", [count, dim]), ids]);
}

/** y = x Wᵀ + b, with W stored as [outFeatures, inFeatures] as in PyTorch; without b where `bias` is false. */
export function linear(
  g: GraphBuilder,
  x: string,
  inFeatures: number,
  outFeatures: number,
  { bias = true }: { bias?: boolean } = {},
): string {
  const weight = g.parameter("weight", [outFeatures, inFeatures]);
  const product = g.add("MatMul", [x, g.add("Transpose", [weight], { perm: [1, 0] })]);
  return bias ? g.add("Add", [product, g.parameter("bias", [outFeatures])]) : product;
}

/**
 * y = x Eᵀ + b: the logits of a vocabulary from its own embeddings E, [vocabSize, dim]. https://arxiv.org/abs/1608.05859
 *
 * @returns y of any x, [..., dim] to [..., vocabSize]
 */
export function tiedDecoder(
  g: GraphBuilder,
  embeddings: string,
  vocabSize: number,
): (states: string) => string {
  const weight = g.add("Transpose", [embeddings], { perm: [1, 0] });
  const bias = g.parameter("bias", [vocabSize]);
  return (states) => g.add("Add", [g.add("MatMul", [states, weight]), bias]);
}

/** Normalization over the last axis. */
export function layerNorm(g: GraphBuilder, x: string, dim: number, epsilon: number): string {
  const scale = g.parameter("weight", [dim]);
  const bias = g.parameter("bias", [dim]);
  return g.add("LayerNormalization", [x, scale, bias], { axis: -1, epsilon: float(epsilon) });
}

/**
 * Multi-head attention without a causal mask, softmax(q kᵀ / √d + mask) v, as [batch, sequence, dim].
 * The scale is on the query, which is smaller than the scores.
 *
 * @param projections query, key and value, [batch, sequence, dim] each
 * @param dropout the probability with which each attention is dropped
 */
export function multiHeadAttention(
  g: GraphBuilder,
  projections: { readonly query: string; readonly key: string; readonly value: string },
  { mask, tokens: [batch, sequence], intermediates: { attentions } }: Sequences,
  { dim, heads, dropout }: { readonly dim: number; readonly heads: number; readonly dropout: number },
): string {
  const headDim = dim / heads;
  const split = (x: string) => splitHeads(g, x, heads, headDim);
  const query = g.add("Mul", [split(projections.query), g.scalar(1 / Math.sqrt(headDim))]);
  const perHead = { query, key: split(projections.key), value: split(projections.value) };
  const shape = [batch, heads, sequence, sequence];
  return attend(g, perHead, { bias: mask, dim, dropout, shape, attentions });
}

/** [batch, sequence, heads · headDim] to [batch, heads, sequence, headDim]. */
export function splitHeads(g: GraphBuilder, x: string, heads: number, headDim: number): string {
  // A 0 keeps the size of the input's dimension.
  return g.add("Transpose", [g.add("Reshape", [x, g.ints([0, 0, heads, headDim])])], { perm: [0, 2, 1, 3] });
}

export interface AttendOptions {
  /** Added to the scores of queries and keys, so it broadcasts to `shape`. Default: nothing. */
  readonly bias: string | undefined;
  /** heads · headDim */
  readonly dim: number;
  /** The probability with which each attention is dropped. */
  readonly dropout: number;
  /** Of the attentions: [batch, heads, queries, keys]. */
  readonly shape: readonly Dimension[];
  /** Where the attentions are written down. */
  readonly attentions: Intermediate[];
}

/**
 * softmax(q kᵀ + bias) v, as [batch, queries, heads · headDim].
 *
 * @param perHead query, scaled where the architecture does so, key and value, [batch, heads, sequence, headDim] each
 */
export function attend(
  g: GraphBuilder,
  perHead: { readonly query: string; readonly key: string; readonly value: string },
  { bias, dim, dropout, shape, attentions }: AttendOptions,
): string {
  const keys = g.add("Transpose", [perHead.key], { perm: [0, 1, 3, 2] });
  const products = g.add("MatMul", [perHead.query, keys]);
  const scores = bias === undefined ? products : g.add("Add", [products, bias]);
  const probabilities = g.add("Softmax", [scores], { axis: -1 });
  recorded(attentions, probabilities, shape);
  const dropped = g.dropout(probabilities, dropout, shape);
  const context = g.add("MatMul", [dropped, perHead.value]);
  return g.add("Reshape", [g.add("Transpose", [context], { perm: [0, 2, 1, 3] }), g.ints([0, 0, dim])]);
}
