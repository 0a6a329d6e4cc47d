import { MissingWeightError } from "@llm-course/onnx";
import type { WeightedNetwork } from "../checkpoints/attach-head.ts";
import type { LoraModule, LoraNetwork } from "./add-lora.ts";
import { LoraMergeError } from "./errors.ts";

/**
 * The base network with the adapters in its weights, W + scaling · B A, as an ordinary model. Weights that have no
 * adapter are those given, not copies.
 *
 * @param weights of all parameters, those of the adapters included, such as `data` of a compiled model's
 * @throws MissingWeightError for a parameter without values
 * @throws LoraMergeError for an adapter of a quantised layer, or of an embedding whose weight is tied to another layer, which has none
 */
export function mergeAndUnload(
  { base, modules }: LoraNetwork,
  weights: ReadonlyMap<string, Float32Array>,
): WeightedNetwork {
  const merged = new Map<string, Float32Array>();
  for (const [name, shape] of base.parameters) {
    const values = weights.get(name);
    if (!values) throw new MissingWeightError(name, shape);
    merged.set(name, values);
  }
  for (const module of modules.values()) {
    if (!base.parameters.has(module.weight))
      throw new LoraMergeError(
        `quantised weight, keep the adapter or train it on a base in float32: ${module.weight}`,
      );
    if (module.isTied)
      throw new LoraMergeError(
        `tied weight, keep the adapter or adapt other modules: merged, it would change another layer, too: ${module.weight}`,
      );
    merged.set(module.weight, mergedWeight(module, weights));
  }
  return { network: base, weights: merged };
}

function mergedWeight(module: LoraModule, weights: ReadonlyMap<string, Float32Array>): Float32Array {
  const { r, a, b, weight, kind, inFeatures, outFeatures, scaling } = module;
  const given = (name: string, shape: readonly number[]) => {
    const values = weights.get(name);
    if (!values) throw new MissingWeightError(name, shape);
    return values;
  };
  const factorA = given(a, [r, inFeatures]);
  const factorB = given(b, [outFeatures, r]);
  const merged = Float32Array.from(given(weight, []));
  // Both ways, the inner loop goes along a row of the weight: of A for [out, in], of Bᵀ for [in, out].
  const isLinear = kind === "linear";
  const [rows, columns] = isLinear ? [outFeatures, inFeatures] : [inFeatures, outFeatures];
  const left = isLinear ? factorB : transposed(factorA, r, inFeatures);
  const right = isLinear ? factorA : transposed(factorB, outFeatures, r);
  const row = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    row.fill(0);
    for (let k = 0; k < r; k++) {
      const factor = scaling * (left[i * r + k] as number);
      for (let j = 0; j < columns; j++)
        row[j] = (row[j] as number) + factor * (right[k * columns + j] as number);
    }
    for (let j = 0; j < columns; j++)
      merged[i * columns + j] = (merged[i * columns + j] as number) + (row[j] as number);
  }
  return merged;
}

/** [rows, columns] to [columns, rows]. */
function transposed(matrix: Float32Array, rows: number, columns: number): Float32Array {
  return Float32Array.from(matrix, (_, i) => matrix[(i % rows) * columns + Math.floor(i / rows)] as number);
}
