// ViT in plain float64 loops, read off the paper and the names of a checkpoint. It shares no code with the graph.

import type { VitConfig } from "../src/architectures/vit-config.ts";
import {
  activation,
  add,
  at,
  attention,
  dot,
  layerNorm,
  linear,
  type Matrix,
  map,
  rows,
  vector,
  type Weights,
} from "./plain.ts";

/** Logits of an image, [channels][height][width]. */
export function referenceVit(config: VitConfig, weights: Weights, image: readonly Matrix[]): number[] {
  const { hidden_size: dim, patch_size: size, image_size, layer_norm_eps } = config;
  const norm = (x: Matrix, name: string) => layerNorm(weights, x, `vit.${name}`, layer_norm_eps);
  const kernel = rows(weights, "vit.embeddings.patch_embeddings.projection.weight", image.length * size ** 2);
  const bias = vector(weights, "vit.embeddings.patch_embeddings.projection.bias");
  const tokens: Matrix = [vector(weights, "vit.embeddings.cls_token")];
  for (let top = 0; top < image_size; top += size)
    for (let left = 0; left < image_size; left += size) {
      const patch = image.flatMap((channel) =>
        channel.slice(top, top + size).flatMap((line) => line.slice(left, left + size)),
      );
      tokens.push(kernel.map((row, i) => dot(row, patch) + at(bias, i)));
    }
  let x = add(tokens, rows(weights, "vit.embeddings.position_embeddings", dim));
  for (let i = 0; i < config.num_hidden_layers; i++) {
    const layer = `encoder.layer.${i}`;
    const layerLinear = (y: Matrix, name: string) => linear(weights, y, `vit.${layer}.${name}`);
    const normed = norm(x, `${layer}.layernorm_before`);
    const [q, k, v] = ["query", "key", "value"].map((name) =>
      layerLinear(normed, `attention.attention.${name}`),
    ) as [Matrix, Matrix, Matrix];
    const context = attention(
      [q, k, v],
      config.num_attention_heads,
      (product, { headDim }) => product / Math.sqrt(headDim),
    );
    x = add(x, layerLinear(context, "attention.output.dense"));
    const wide = layerLinear(norm(x, `${layer}.layernorm_after`), "intermediate.dense");
    x = add(x, layerLinear(map(wide, activation[config.hidden_act]), "output.dense"));
  }
  return linear(weights, norm(x, "layernorm").slice(0, 1), "classifier")[0] as number[];
}
