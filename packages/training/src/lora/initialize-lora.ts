import { elementCount } from "@llm-course/onnx";
import { normalNumbers, uniformNumbers } from "../architectures/normal-numbers.ts";
import type { Allocate } from "../checkpoints/load-model.ts";
import type { LoraNetwork } from "./add-lora.ts";

/**
 * The weights that adapters start with, by parameter. One of two factors is zero, so that at first they change
 * nothing: B, with A uniform within ±1/√inFeatures (Kaiming's for a = √5); of an embedding A, with B standard normal.
 *
 * They depend on the seed and the parameter's name alone, so they are the same on every machine.
 *
 * @param options.seed default: 42
 * @param options.allocate where the weights go. Default: memory of this process's heap
 */
export function initializeLora(
  { network, modules }: LoraNetwork,
  { seed = 42, allocate = (count) => new Float32Array(count) }: { seed?: number; allocate?: Allocate } = {},
): Map<string, Float32Array> {
  const weights = new Map<string, Float32Array>();
  const add = (name: string, next: () => number) => {
    const values = allocate(elementCount(network.parameters.get(name) ?? []), name);
    for (let i = 0; i < values.length; i++) values[i] = next();
    weights.set(name, values);
  };
  const zero = () => 0;
  for (const { kind, a, b, inFeatures } of modules.values()) {
    const number = uniformNumbers(seed, a);
    const bound = 1 / Math.sqrt(inFeatures);
    add(a, kind === "embedding" ? zero : () => (2 * number() - 1) * bound);
    add(b, kind === "embedding" ? normalNumbers(seed, b) : zero);
  }
  return weights;
}
