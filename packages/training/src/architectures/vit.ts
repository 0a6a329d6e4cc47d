// ViT, https://arxiv.org/abs/2010.11929, with the module names of Hugging Face's ViTModel. What is left out: the pooler,
// which classification does not read, and images of other sizes than the positions are for.

import type { GraphBuilder } from "@llm-course/onnx";
import { activations } from "./activations.ts";
import type { Architecture } from "./architecture.ts";
import { firstToken } from "./bert-encoder.ts";
import type { Sequences } from "./encoder-inputs.ts";
import { buildImageModel } from "./image-model.ts";
import { noIntermediates, recorded } from "./intermediates.ts";
import { labelSettings } from "./label-settings.ts";
import { layerNorm, linear, multiHeadAttention } from "./layers.ts";
import { parseVitConfig, type VitConfig } from "./vit-config.ts";

export const vit: Architecture<VitConfig> = {
  modelType: "vit",
  baseModelPrefix: "vit",
  classes: { "feature-extraction": "ViTModel", "image-classification": "ViTForImageClassification" },
  parseConfig: parseVitConfig,

  build(config, options) {
    const { hidden_size: dim, layer_norm_eps, image_size: imageSize, num_channels: channels } = config;
    const sequences: Sequences = {
      mask: undefined,
      tokens: ["batch_size", patchCount(config) + 1],
      intermediates: noIntermediates(),
    };
    return buildImageModel(
      {
        ...{ name: "vit", channels, imageSize, dim, classifier: "classifier" },
        labels: labelSettings("ViT", config),
        intermediates: sequences.intermediates,
        hiddenShape: [...sequences.tokens, dim],
        body(g, pixelValues) {
          const encoded = encoder(
            g,
            embeddings(g.module("embeddings"), pixelValues, config),
            sequences,
            config,
          );
          const hidden = layerNorm(g.module("layernorm"), encoded, dim, layer_norm_eps);
          return { hidden, pooled: () => firstToken(g, hidden) };
        },
      },
      options,
    );
  },

  initialization({ initializer_range: std }, parameter) {
    if (parameter.endsWith("bias")) return { kind: "zeros" };
    if (/layernorm\w*\.weight$/.test(parameter)) return { kind: "ones" };
    return { kind: "normal", std };
  },

  tied: () => new Map(),

  preprocessor: ({ image_size, num_channels }) => ({
    image_processor_type: "ViTImageProcessor",
    size: { height: image_size, width: image_size },
    ...{ do_resize: true, resample: 2, do_rescale: true, rescale_factor: 1 / 255 },
    do_normalize: true,
    image_mean: new Array(num_channels).fill(0.5),
    image_std: new Array(num_channels).fill(0.5),
    do_convert_rgb: num_channels === 3,
  }),
};

function patchCount({ image_size, patch_size }: VitConfig): number {
  return (image_size / patch_size) ** 2;
}

/** A token for the class, then one for each patch, with their positions: [batch, patches + 1, dim]. */
function embeddings(g: GraphBuilder, pixelValues: string, config: VitConfig): string {
  const { hidden_size: dim, patch_size: size, num_channels: channels } = config;
  const count = patchCount(config);
  const first = g.parameter("cls_token", [1, 1, dim]);
  const positions = g.parameter("position_embeddings", [1, count + 1, dim]);
  const projection = g.module("patch_embeddings").module("projection");
  const weights = [
    projection.parameter("weight", [dim, channels, size, size]),
    projection.parameter("bias", [dim]),
  ];
  const grid = projection.add("Conv", [pixelValues, ...weights], {
    kernel_shape: [size, size],
    strides: [size, size],
  });
  const patches = g.add("Transpose", [g.add("Reshape", [grid, g.ints([0, 0, count])])], { perm: [0, 2, 1] });
  const batch = g.add("Shape", [patches], { start: 0, end: 1 });
  const expanded = g.add("Expand", [first, g.add("Concat", [batch, g.ints([1, 1])], { axis: 0 })]);
  const classes = g.annotate(expanded, "float32", ["batch_size", 1, dim]);
  const tokens = g.add("Concat", [classes, patches], { axis: 1 });
  const shape = ["batch_size", count + 1, dim];
  const sum = g.annotate(g.add("Add", [tokens, positions]), "float32", shape);
  return g.dropout(sum, config.hidden_dropout_prob, shape);
}

/** Pre-norm layers. */
function encoder(g: GraphBuilder, embedded: string, sequences: Sequences, config: VitConfig): string {
  const { hidden_size: dim, layer_norm_eps } = config;
  const { hiddenStates } = sequences.intermediates;
  const shape = [...sequences.tokens, dim];
  let hidden = embedded;
  for (let i = 0; i < config.num_hidden_layers; i++) {
    recorded(hiddenStates, hidden, shape);
    const layer = g.module("encoder").module("layer").module(i);
    const norm = (name: string) => layerNorm(layer.module(name), hidden, dim, layer_norm_eps);
    const attended = attention(layer.module("attention"), norm("layernorm_before"), sequences, config);
    hidden = layer.add("Add", [attended, hidden]);
    hidden = layer.add("Add", [feedForward(layer, norm("layernorm_after"), sequences, config), hidden]);
  }
  return recorded(hiddenStates, hidden, shape);
}

function attention(g: GraphBuilder, x: string, sequences: Sequences, config: VitConfig): string {
  const { hidden_size: dim, num_attention_heads: heads, attention_probs_dropout_prob: dropout } = config;
  const self = g.module("attention");
  const project = (name: string) => linear(self.module(name), x, dim, dim, { bias: config.qkv_bias });
  const projections = { query: project("query"), key: project("key"), value: project("value") };
  const context = multiHeadAttention(self, projections, sequences, { dim, heads, dropout });
  const output = g.module("output");
  const dense = linear(output.module("dense"), context, dim, dim);
  return output.dropout(dense, config.hidden_dropout_prob, [...sequences.tokens, dim]);
}

function feedForward(g: GraphBuilder, x: string, { tokens }: Sequences, config: VitConfig): string {
  const { hidden_size: dim, intermediate_size: wide, hidden_act } = config;
  const intermediate = g.module("intermediate");
  const expanded = activations[hidden_act](intermediate, linear(intermediate.module("dense"), x, dim, wide));
  const output = g.module("output");
  return output.dropout(linear(output.module("dense"), expanded, wide, dim), config.hidden_dropout_prob, [
    ...tokens,
    dim,
  ]);
}
