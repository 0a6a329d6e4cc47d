import type { GraphBuilder } from "@llm-course/onnx";
import { activations } from "./activations.ts";
import { rmsNorm } from "./decoder-layers.ts";
import { ofEncoder, withPast } from "./encoder-decoder-cache.ts";
import {
  type SourceInputs,
  sourceTokens,
  type TargetInputs,
  targetTokens,
} from "./encoder-decoder-inputs.ts";
import { attend, linear, splitHeads } from "./layers.ts";
import { relativePositionBias } from "./relative-position-bias.ts";
import type { T5Config } from "./t5-config.ts";

/** The encoder of T5: pre-norm layers, and a norm after the last, [batch, sequence, d_model]. */
export function t5Encoder(g: GraphBuilder, inputs: SourceInputs, shared: string, config: T5Config): string {
  const stack: Stack = { config, tokens: sourceTokens };
  const places = { queries: inputs.positions, keys: inputs.positions };
  const bias = g.add("Add", [positionBias(g, places, config, true), inputs.mask]);
  let hidden = embed(g, inputs.inputIds, shared, stack);
  for (let i = 0; i < config.num_layers; i++) {
    const block = g.module("block").module(i).module("layer");
    hidden = sublayer(block.module(0), hidden, stack, (normed) => {
      const attention = block.module(0).module("SelfAttention");
      const keys = (name: "k" | "v") => projected(attention, name, normed, config);
      return attended(attention, normed, { key: keys("k"), value: keys("v") }, bias, stack, sourceTokens[1]);
    });
    hidden = sublayer(block.module(1), hidden, stack, (normed) =>
      feedForward(block.module(1), normed, stack),
    );
  }
  return finalNorm(g, hidden, stack);
}

/** The decoder of T5, whose layers attend to the encoder's states, too. */
export function t5Decoder(g: GraphBuilder, inputs: TargetInputs, shared: string, config: T5Config): string {
  const stack: Stack = { config, tokens: targetTokens };
  const sizes = { heads: config.num_heads, headDim: config.d_kv };
  const bias = g.add("Add", [positionBias(g, inputs.positions, config, false), inputs.causalMask]);
  let hidden = embed(g, inputs.inputIds, shared, stack);
  for (let i = 0; i < config.num_decoder_layers; i++) {
    const block = g.module("block").module(i).module("layer");
    hidden = sublayer(block.module(0), hidden, stack, (normed) => {
      const attention = block.module(0).module("SelfAttention");
      const known = (name: "key" | "value") =>
        withPast(attention, [i, name], projected(attention, name, normed, config), inputs, sizes);
      const keys = { key: known("key"), value: known("value") };
      return attended(attention, normed, keys, bias, stack, targetTokens[1]);
    });
    hidden = sublayer(block.module(1), hidden, stack, (normed) => {
      const attention = block.module(1).module("EncDecAttention");
      const known = (name: "key" | "value") =>
        ofEncoder(
          attention,
          [i, name],
          projected(attention, name, inputs.encoderStates, config),
          inputs,
          sizes,
        );
      const keys = { key: known("key"), value: known("value") };
      return attended(attention, normed, keys, inputs.encoderMask, stack, sourceTokens[1]);
    });
    hidden = sublayer(block.module(2), hidden, stack, (normed) =>
      feedForward(block.module(2), normed, stack),
    );
  }
  return finalNorm(g, hidden, stack);
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

/** Queries, keys or values as [batch, heads, sequence, d_kv]. */
function projected(
  g: GraphBuilder,
  name: "q" | "k" | "v" | "key" | "value",
  x: string,
  { d_model: dim, num_heads: heads, d_kv: headDim }: T5Config,
): string {
  const projection = linear(g.module(name.charAt(0)), x, dim, heads * headDim, { bias: false });
  return splitHeads(g, projection, heads, headDim);
}

/** Attention without 1 / √d, which T5 has in the first weights of its queries. */
function attended(
  g: GraphBuilder,
  x: string,
  keys: { readonly key: string; readonly value: string },
  bias: string,
  { config, tokens: [batch, queries] }: Stack,
  keyLength: string,
): string {
  const { d_model: dim, num_heads: heads, d_kv: headDim, dropout_rate: dropout } = config;
  const perHead = { query: projected(g, "q", x, config), ...keys };
  const shape = [batch, heads, queries, keyLength];
  const context = attend(g, perHead, { bias, dim: heads * headDim, dropout, shape });
  return linear(g.module("o"), context, heads * headDim, dim, { bias: false });
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
