import type { GraphBuilder } from "@llm-course/onnx";
import { activations } from "./activations.ts";
import { rmsNorm } from "./decoder-layers.ts";
import {
  type Attended,
  attention,
  fromTargetToSource,
  toSource,
  toTarget,
} from "./encoder-decoder-attention.ts";
import type { SourceInputs, TargetInputs } from "./encoder-decoder-inputs.ts";
import { recorded } from "./intermediates.ts";
import { linear } from "./layers.ts";
import { relativePositionBias } from "./relative-position-bias.ts";
import type { T5Config } from "./t5-config.ts";

/** The encoder of T5: pre-norm layers, and a norm after the last, [batch, sequence, d_model]. */
export function t5Encoder(g: GraphBuilder, inputs: SourceInputs, shared: string, config: T5Config): string {
  const stack: Stack = { config, tokens: inputs.tokens };
  const { hiddenStates } = inputs.intermediates;
  const shape = [...inputs.tokens, config.d_model];
  const places = { queries: inputs.positions, keys: inputs.positions };
  const bias = g.add("Add", [positionBias(g, places, config, true), inputs.mask]);
  let hidden = embed(g, inputs.inputIds, shared, stack);
  for (let i = 0; i < config.num_layers; i++) {
    recorded(hiddenStates, hidden, shape);
    const block = g.module("block").module(i).module("layer");
    hidden = attentionLayer(block.module(0), "SelfAttention", hidden, toSource(inputs, bias), stack);
    hidden = feedForwardLayer(block.module(1), hidden, stack);
  }
  return recorded(hiddenStates, finalNorm(g, hidden, stack), shape);
}

/** The decoder of T5, whose layers attend to the encoder's states, too. */
export function t5Decoder(g: GraphBuilder, inputs: TargetInputs, shared: string, config: T5Config): string {
  const stack: Stack = { config, tokens: inputs.tokens };
  const sizes = { heads: config.num_heads, headDim: config.d_kv };
  const { hiddenStates } = inputs.intermediates;
  const shape = [...inputs.tokens, config.d_model];
  const bias = g.add("Add", [positionBias(g, inputs.positions, config, false), inputs.causalMask]);
  let hidden = embed(g, inputs.inputIds, shared, stack);
  for (let i = 0; i < config.num_decoder_layers; i++) {
    recorded(hiddenStates, hidden, shape);
    const block = g.module("block").module(i).module("layer");
    const self = toTarget(g, i, inputs, sizes, bias);
    hidden = attentionLayer(block.module(0), "SelfAttention", hidden, self, stack);
    const cross = fromTargetToSource(g, i, inputs, sizes);
    hidden = attentionLayer(block.module(1), "EncDecAttention", hidden, cross, stack);
    hidden = feedForwardLayer(block.module(2), hidden, stack);
  }
  return recorded(hiddenStates, finalNorm(g, hidden, stack), shape);
}

interface Stack {
  readonly config: T5Config;
  readonly tokens: readonly [string, string];
}

function embed(g: GraphBuilder, ids: string, shared: string, { config, tokens }: Stack): string {
  return g.dropout(g.add("Gather", [shared, ids]), config.dropout_rate, [...tokens, config.d_model]);
}

/** All layers use the biases of the first. */
function positionBias(
  g: GraphBuilder,
  places: TargetInputs["positions"],
  config: T5Config,
  bidirectional: boolean,
): string {
  const attention = g.module("block").module(0).module("layer").module(0).module("SelfAttention");
  const { relative_attention_num_buckets: buckets, relative_attention_max_distance: maxDistance } = config;
  return relativePositionBias(attention, places, config.num_heads, { buckets, maxDistance, bidirectional });
}

/** x + dropout(f(norm(x))) */
function sublayer(
  g: GraphBuilder,
  x: string,
  { config, tokens }: Stack,
  f: (normed: string) => string,
): string {
  const { d_model: dim, layer_norm_epsilon: epsilon, dropout_rate: dropout } = config;
  const y = f(rmsNorm(g.module("layer_norm"), x, dim, epsilon));
  return g.add("Add", [x, g.dropout(y, dropout, [...tokens, dim])]);
}

function attentionLayer(g: GraphBuilder, name: string, x: string, attended: Attended, stack: Stack): string {
  const { d_model: dim, num_heads: heads, d_kv: headDim, dropout_rate: dropout } = stack.config;
  // The 1 / √d of other transformers is in the first weights of the queries.
  const form = { names: ["q", "k", "v", "o"], bias: false, scale: 1, dim, heads, headDim, dropout } as const;
  return sublayer(g, x, stack, (normed) => attention(g.module(name), normed, stack.tokens, attended, form));
}

function feedForwardLayer(g: GraphBuilder, x: string, stack: Stack): string {
  return sublayer(g, x, stack, (normed) => feedForward(g, normed, stack));
}

/** wo(relu(wi(x))), or in T5 1.1 wo(gelu(wi_0(x)) wi_1(x)). https://arxiv.org/abs/2002.05202 */
function feedForward(parent: GraphBuilder, x: string, { config, tokens }: Stack): string {
  const { d_model: dim, d_ff: wide, feed_forward_proj, dropout_rate: dropout } = config;
  const g = parent.module("DenseReluDense");
  const expand = (name: string) => linear(g.module(name), x, dim, wide, { bias: false });
  const transformed = {
    relu: () => activations.relu(g, expand("wi")),
    "gated-gelu": () => g.add("Mul", [activations.gelu_new(g, expand("wi_0")), expand("wi_1")]),
    "gated-silu": () => g.add("Mul", [activations.silu(g, expand("wi_0")), expand("wi_1")]),
  }[feed_forward_proj]();
  return linear(g.module("wo"), g.dropout(transformed, dropout, [...tokens, wide]), wide, dim, {
    bias: false,
  });
}

function finalNorm(g: GraphBuilder, hidden: string, { config, tokens }: Stack): string {
  const { d_model: dim, layer_norm_epsilon: epsilon } = config;
  const normed = rmsNorm(g.module("final_layer_norm"), hidden, dim, epsilon);
  return g.dropout(normed, config.dropout_rate, [...tokens, dim]);
}
