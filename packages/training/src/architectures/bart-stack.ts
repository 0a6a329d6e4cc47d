import { dataTypes, type GraphBuilder } from "@llm-course/onnx";
import { activations } from "./activations.ts";
import type { BartConfig } from "./bart-config.ts";
import {
  type Attended,
  attention,
  fromTargetToSource,
  toSource,
  toTarget,
} from "./encoder-decoder-attention.ts";
import type { SourceInputs, TargetInputs } from "./encoder-decoder-inputs.ts";
import { recorded } from "./intermediates.ts";
import { embedding, layerNorm, linear } from "./layers.ts";

/** What distinguishes the models of this kind. */
export interface BartForm {
  /** Whether layers normalize what they read, and the last states, or what they give. */
  readonly preNorm: boolean;
  /** Whether embeddings are normalized. */
  readonly embeddingNorm: boolean;
  /** From a table, or computed. */
  readonly positions: "learned" | "sinusoidal";
}

interface Side {
  readonly config: BartConfig;
  readonly form: BartForm;
  readonly tokens: readonly [string, string];
  readonly heads: number;
  /** The size of the feed-forward layers. */
  readonly wide: number;
}

/** BartEncoder, [batch, sequence, d_model]. */
export function bartEncoder(
  g: GraphBuilder,
  inputs: SourceInputs,
  shared: string,
  config: BartConfig,
  form: BartForm,
): string {
  const { encoder_attention_heads: heads, encoder_ffn_dim: wide } = config;
  const side: Side = { config, form, tokens: inputs.tokens, heads, wide };
  const { hiddenStates } = inputs.intermediates;
  const shape = [...inputs.tokens, config.d_model];
  let hidden = embed(g, inputs.inputIds, inputs.positions, shared, side);
  for (let i = 0; i < config.encoder_layers; i++) {
    recorded(hiddenStates, hidden, shape);
    const layer = g.module("layers").module(i);
    hidden = attentionLayer(layer, "self_attn", hidden, toSource(inputs, inputs.mask), side);
    hidden = feedForwardLayer(layer, hidden, side);
  }
  return recorded(hiddenStates, lastNorm(g, hidden, side), shape);
}

/** BartDecoder, whose layers attend to the encoder's states, too. */
export function bartDecoder(
  g: GraphBuilder,
  inputs: TargetInputs,
  shared: string,
  config: BartConfig,
  form: BartForm,
): string {
  const { decoder_attention_heads: heads, decoder_ffn_dim: wide } = config;
  const side: Side = { config, form, tokens: inputs.tokens, heads, wide };
  const sizes = { heads, headDim: config.d_model / heads };
  const { hiddenStates } = inputs.intermediates;
  const shape = [...inputs.tokens, config.d_model];
  let hidden = embed(g, inputs.inputIds, inputs.positions.queries, shared, side);
  for (let i = 0; i < config.decoder_layers; i++) {
    recorded(hiddenStates, hidden, shape);
    const layer = g.module("layers").module(i);
    hidden = attentionLayer(
      layer,
      "self_attn",
      hidden,
      toTarget(g, i, inputs, sizes, inputs.causalMask),
      side,
    );
    hidden = attentionLayer(layer, "encoder_attn", hidden, fromTargetToSource(g, i, inputs, sizes), side);
    hidden = feedForwardLayer(layer, hidden, side);
  }
  return recorded(hiddenStates, lastNorm(g, hidden, side), shape);
}

function embed(
  g: GraphBuilder,
  ids: string,
  positions: string,
  shared: string,
  { config, form, tokens }: Side,
): string {
  const { d_model: dim, scale_embedding } = config;
  const words = g.add("Gather", [shared, ids]);
  const scaled = scale_embedding ? g.add("Mul", [words, g.scalar(Math.sqrt(dim))]) : words;
  const sum = g.add("Add", [scaled, positionEmbeddings(g, positions, config, form)]);
  const normed = form.embeddingNorm ? layerNorm(g.module("layernorm_embedding"), sum, dim, epsilon) : sum;
  return g.dropout(normed, config.dropout, [...tokens, dim]);
}

/** [sequence, d_model] */
function positionEmbeddings(g: GraphBuilder, positions: string, config: BartConfig, form: BartForm): string {
  const { d_model: dim, max_position_embeddings: count } = config;
  if (form.positions === "sinusoidal") return sinusoidalPositions(g, positions, dim);
  // The first two rows of the table are left over from when padding had positions.
  const rows = g.add("Cast", [g.add("Add", [positions, g.scalar(2)])], { to: dataTypes.int64 });
  return embedding(g.module("embed_positions"), rows, count + 2, dim);
}

/** sin(p / 10000^(2i / dim)) for i = 0, 1, …, and then their cosines. https://arxiv.org/abs/1706.03762, section 3.5 */
function sinusoidalPositions(g: GraphBuilder, positions: string, dim: number): string {
  const frequencies = Array.from({ length: dim / 2 }, (_, i) => 10_000 ** ((-2 * i) / dim));
  const angles = g.add("Mul", [g.add("Unsqueeze", [positions, g.ints([1])]), g.floats(frequencies)]);
  return g.add("Concat", [g.add("Sin", [angles]), g.add("Cos", [angles])], { axis: 1 });
}

function attentionLayer(g: GraphBuilder, name: string, x: string, attended: Attended, side: Side): string {
  const { d_model: dim, attention_dropout: dropout } = side.config;
  const headDim = dim / side.heads;
  const names = ["q_proj", "k_proj", "v_proj", "out_proj"] as const;
  const form = { names, bias: true, scale: headDim ** -0.5, dim, heads: side.heads, headDim, dropout };
  return residual(g, `${name}_layer_norm`, x, side, (y) =>
    attention(g.module(name), y, side.tokens, attended, form),
  );
}

function feedForwardLayer(g: GraphBuilder, x: string, side: Side): string {
  const { d_model: dim, activation_function, activation_dropout } = side.config;
  return residual(g, "final_layer_norm", x, side, (y) => {
    const expanded = activations[activation_function](g, linear(g.module("fc1"), y, dim, side.wide));
    const dropped = g.module("fc2").dropout(expanded, activation_dropout, [...side.tokens, side.wide]);
    return linear(g.module("fc2"), dropped, side.wide, dim);
  });
}

/** norm(x + dropout(f(x))), or where norms come before, x + dropout(f(norm(x))). */
function residual(
  g: GraphBuilder,
  norm: string,
  x: string,
  { config, form, tokens }: Side,
  f: (x: string) => string,
): string {
  const { d_model: dim, dropout } = config;
  const normalize = (y: string) => layerNorm(g.module(norm), y, dim, epsilon);
  const y = f(form.preNorm ? normalize(x) : x);
  const sum = g.add("Add", [x, g.dropout(y, dropout, [...tokens, dim])]);
  return form.preNorm ? sum : normalize(sum);
}

function lastNorm(g: GraphBuilder, x: string, { config, form }: Side): string {
  return form.preNorm ? layerNorm(g.module("layer_norm"), x, config.d_model, epsilon) : x;
}

/** PyTorch's default: Hugging Face's BART has no setting for it. */
const epsilon = 1e-5;
