import { join } from "node:path";
import { fromOnnx, readOnnx } from "@llm-course/onnx";
import type { WeightedNetwork } from "./attach-head.ts";
import type { Allocate } from "./load-model.ts";
import { type ModelConfig, readConfig } from "./read-config.ts";

/**
 * Loads the model of a folder that has `config.json` and `onnx/model.onnx` but no safetensors, as exports for
 * transformers.js have. Its graph is the exported one; parameters have the names they have there. `attachHead`
 * gives it a head to train.
 *
 * @param options.config replaces settings of `config.json`, such as `id2label`
 * @param options.allocate gives the memory for a parameter. Default: memory of this process's heap
 * @throws ModelFolderError where `config.json` is missing or broken, OnnxFileError where the graph is
 * @throws GraphError for a model without float32 weights, such as a quantised one
 */
export async function loadOnnxModel(
  folder: string,
  { config: overrides, allocate }: { config?: ModelConfig; allocate?: Allocate } = {},
): Promise<WeightedNetwork & { readonly config: ModelConfig }> {
  const config = await readConfig(folder, overrides);
  const model = await readOnnx(join(folder, "onnx", "model.onnx"));
  return { config, ...fromOnnx(model, { allocate }) };
}
