import type { LoraNetwork } from "./add-lora.ts";

const prefix = "base_model.model.";

/**
 * The parameters that an adapter's file holds, by their keys there. PEFT wraps the layers it adapts, and their biases
 * are named after what is inside: `base_layer.bias`.
 */
export function adapterKeys({ network, modules, trainable }: LoraNetwork): Map<string, string> {
  const wrapped = new Map(
    [...modules.values()].map(({ bias, module }) => [bias, `${module}.base_layer.bias`]),
  );
  const names = [...network.parameters.keys()].filter(trainable);
  return new Map(names.map((name) => [prefix + (wrapped.get(name) ?? name), name]));
}

/**
 * Weights of the base that PEFT also stores where output or input embeddings have an adapter: since they may have
 * been resized.
 */
export function baseLayerKeys({ modules }: LoraNetwork): Map<string, string> {
  return new Map(
    [...modules.values()].map(({ module, weight }) => [`${prefix}${module}.base_layer.weight`, weight]),
  );
}
