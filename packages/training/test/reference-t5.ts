// T5 in plain float64 loops, read off the paper and the names of a checkpoint. It shares no code with the graph.

import type { T5Config } from "../src/architectures/t5-config.ts";
import {
  activation,
  add,
  at,
  attention,
  linear,
  type Matrix,
  map,
  rows,
  sum,
  vector,
  type Weights,
} from "./plain.ts";

export interface TextPair {
  readonly inputIds: readonly number[];
  readonly attentionMask: readonly number[];
  readonly decoderInputIds: readonly number[];
}

/** Logits for each token of the decoder, [decoder sequence][vocab_size]. */
export function referenceT5(config: T5Config, weights: Weights, pair: TextPair): Matrix {
  const { d_model: dim, num_heads: heads, feed_forward_proj: form } = config;
  const table = rows(weights, "shared.weight", dim);
  const embedded = (ids: readonly number[]) => ids.map((id) => table[id] as number[]);
  const norm = (x: Matrix, name: string): Matrix => {
    const scale = vector(weights, `${name}.weight`);
    const size = (v: number[]) => Math.sqrt(sum(v.map((a) => a * a)) / dim + config.layer_norm_epsilon);
    return x.map((v) => v.map((a, i) => (a / size(v)) * at(scale, i)));
  };

  type Allowed = (query: number, key: number) => boolean;
  /** @param bias the first layer's, by bucket and head; none in cross attention */
  const attended = (x: Matrix, states: Matrix, name: string, allowed: Allowed, bias?: Bias) => {
    const project = (from: Matrix, part: string) => linear(weights, from, `${name}.${part}`);
    const parts = [project(x, "q"), project(states, "k"), project(states, "v")] as const;
    const context = attention(parts, heads, (product, { query, key, head }) =>
      allowed(query, key) ? product + (bias?.(key - query, head) ?? 0) : -Infinity,
    );
    return linear(weights, context, `${name}.o`);
  };
  const feedForward = (x: Matrix, name: string) => {
    const expand = (part: string) => linear(weights, x, `${name}.${part}`);
    const wide = form === "relu" ? map(expand("wi"), activation.relu) : gated(expand("wi_0"), expand("wi_1"));
    return linear(weights, wide, `${name}.wo`);
  };
  const gated = (gate: Matrix, up: Matrix) => {
    const f = form === "gated-gelu" ? activation.gelu_new : activation.silu;
    return gate.map((v, i) => v.map((value, j) => f(value) * at(up[i] as number[], j)));
  };
  const biasOf = (stack: string): Bias => {
    const name = `${stack}.block.0.layer.0.SelfAttention.relative_attention_bias.weight`;
    const values = rows(weights, name, heads);
    return (distance, head) => at(values[bucket(distance, stack === "encoder", config)] as number[], head);
  };

  let x = embedded(pair.inputIds);
  const isToken: Allowed = (_, key) => pair.attentionMask[key] === 1;
  const encoderBias = biasOf("encoder");
  for (let i = 0; i < config.num_layers; i++) {
    const layer = `encoder.block.${i}.layer`;
    const normed = norm(x, `${layer}.0.layer_norm`);
    x = add(x, attended(normed, normed, `${layer}.0.SelfAttention`, isToken, encoderBias));
    x = add(x, feedForward(norm(x, `${layer}.1.layer_norm`), `${layer}.1.DenseReluDense`));
  }
  const states = norm(x, "encoder.final_layer_norm");

  let y = embedded(pair.decoderInputIds);
  const decoderBias = biasOf("decoder");
  for (let i = 0; i < config.num_decoder_layers; i++) {
    const layer = `decoder.block.${i}.layer`;
    const normed = norm(y, `${layer}.0.layer_norm`);
    const isBefore: Allowed = (query, key) => key <= query;
    y = add(y, attended(normed, normed, `${layer}.0.SelfAttention`, isBefore, decoderBias));
    y = add(y, attended(norm(y, `${layer}.1.layer_norm`), states, `${layer}.1.EncDecAttention`, isToken));
    y = add(y, feedForward(norm(y, `${layer}.2.layer_norm`), `${layer}.2.DenseReluDense`));
  }
  const last = norm(y, "decoder.final_layer_norm");
  if (!config.tie_word_embeddings) return linear(weights, last, "lm_head");
  const scaled = map(last, (value) => value / Math.sqrt(dim));
  return linear(new Map([["table.weight", table.flat()]]), scaled, "table");
}

type Bias = (distance: number, head: number) => number;

/** Buckets end where a geometric series from the last exact distance to the largest has its members. */
function bucket(distance: number, bidirectional: boolean, config: T5Config): number {
  const { relative_attention_num_buckets: all, relative_attention_max_distance: largest } = config;
  const count = bidirectional ? all / 2 : all;
  const far = bidirectional ? Math.abs(distance) : Math.max(0, -distance);
  const offset = bidirectional && distance > 0 ? count : 0;
  const exact = count / 2;
  if (far < exact) return offset + far;
  let found = exact;
  while (
    found < count - 1 &&
    far >= exact * (largest / exact) ** ((found + 1 - exact) / (count - exact)) - 1e-9
  )
    found++;
  return offset + found;
}
