// BART, mBART and Marian in plain float64 loops, read off the papers and the names of a checkpoint. It shares no code with
// the graph.

import type { BartConfig } from "../src/architectures/bart-config.ts";
import {
  activation,
  add,
  at,
  attention,
  layerNorm,
  linear,
  type Matrix,
  map,
  rows,
  vector,
  type Weights,
} from "./plain.ts";
import type { TextPair } from "./reference-t5.ts";

/** The last states of the decoder, [decoder sequence][d_model]. */
export function referenceBart(config: BartConfig, weights: Weights, pair: TextPair): Matrix {
  const { d_model: dim, model_type: type } = config;
  const table = rows(weights, "model.shared.weight", dim);
  const norm = (x: Matrix, name: string) => layerNorm(weights, x, name, 1e-5);
  const act = { ...activation, swish: activation.silu }[config.activation_function];
  const isPre = type === "mbart";

  const place = (stack: string, position: number): number[] => {
    if (type !== "marian")
      return rows(weights, `${stack}.embed_positions.weight`, dim)[position + 2] as number[];
    return Array.from({ length: dim }, (_, j) => {
      const half = dim / 2;
      const angle = position / 10_000 ** ((2 * (j % half)) / dim);
      return j < half ? Math.sin(angle) : Math.cos(angle);
    });
  };
  const embedded = (stack: string, ids: readonly number[]) => {
    const scale = config.scale_embedding ? Math.sqrt(dim) : 1;
    const words = map(
      ids.map((id) => table[id] as number[]),
      (value) => value * scale,
    );
    const sum = add(
      words,
      ids.map((_, position) => place(stack, position)),
    );
    return type === "marian" ? sum : norm(sum, `${stack}.layernorm_embedding`);
  };
  const residual = (x: Matrix, name: string, f: (y: Matrix) => Matrix) =>
    isPre ? add(x, f(norm(x, name))) : norm(add(x, f(x)), name);
  const attended = (
    name: string,
    [x, states]: readonly [Matrix, Matrix],
    heads: number,
    allowed: (query: number, key: number) => boolean,
  ) => {
    const project = (from: Matrix, part: string) => linear(weights, from, `${name}.${part}_proj`);
    const parts = [project(x, "q"), project(states, "k"), project(states, "v")] as const;
    const context = attention(parts, heads, (product, { query, key, headDim }) =>
      allowed(query, key) ? product / Math.sqrt(headDim) : -Infinity,
    );
    return linear(weights, context, `${name}.out_proj`);
  };
  const feedForward = (x: Matrix, layer: string) =>
    residual(x, `${layer}.final_layer_norm`, (y) =>
      linear(weights, map(linear(weights, y, `${layer}.fc1`), act), `${layer}.fc2`),
    );

  const isToken = (_: number, key: number) => pair.attentionMask[key] === 1;
  let x = embedded("model.encoder", pair.inputIds);
  for (let i = 0; i < config.encoder_layers; i++) {
    const layer = `model.encoder.layers.${i}`;
    x = residual(x, `${layer}.self_attn_layer_norm`, (y) =>
      attended(`${layer}.self_attn`, [y, y], config.encoder_attention_heads, isToken),
    );
    x = feedForward(x, layer);
  }
  const states = isPre ? norm(x, "model.encoder.layer_norm") : x;

  let y = embedded("model.decoder", pair.decoderInputIds);
  for (let i = 0; i < config.decoder_layers; i++) {
    const layer = `model.decoder.layers.${i}`;
    const heads = config.decoder_attention_heads;
    y = residual(y, `${layer}.self_attn_layer_norm`, (z) =>
      attended(`${layer}.self_attn`, [z, z], heads, (query, key) => key <= query),
    );
    y = residual(y, `${layer}.encoder_attn_layer_norm`, (z) =>
      attended(`${layer}.encoder_attn`, [z, states], heads, isToken),
    );
    y = feedForward(y, layer);
  }
  return isPre ? norm(y, "model.decoder.layer_norm") : y;
}

/** Logits of the vocabulary for each token of the decoder. */
export function referenceBartLogits(config: BartConfig, weights: Weights, pair: TextPair): Matrix {
  const table = new Map([["table.weight", vector(weights, "model.shared.weight")]]);
  const bias = vector(weights, "final_logits_bias");
  const products = linear(table, referenceBart(config, weights, pair), "table");
  return products.map((v) => v.map((value, i) => value + at(bias, i)));
}
