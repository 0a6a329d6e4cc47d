import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  elementCount,
  isFloatDtype,
  readFloat32Into,
  readSafetensors,
  type StoredTensor,
  type TrainableModel,
} from "@llm-course/onnx";
import { type MismatchedWeight, ModelFolderError } from "../checkpoints/errors.ts";
import type { Allocate } from "../checkpoints/load-model.ts";
import { parseAdapterConfig } from "./adapter-config.ts";
import { adapterKeys, baseLayerKeys } from "./adapter-keys.ts";
import { addLora, type LoraNetwork } from "./add-lora.ts";
import { AdapterMismatchError } from "./errors.ts";
import { configFile, weightsFile } from "./save-adapter.ts";

export interface LoadedAdapter extends LoraNetwork {
  /** What the file holds, by parameter: adapters, whole modules and biases. To be laid over the base's weights. */
  readonly weights: ReadonlyMap<string, Float32Array>;
  /** What the adapter was trained on, as it was called then. */
  readonly baseModel: string | undefined;
}

/**
 * Adds the adapters of a folder that PEFT or `saveAdapter` wrote to a network. Half precision becomes float32.
 *
 * @param base the network that the adapter was trained on, with the same head
 * @param options.allocate where the weights go. Default: memory of this process's heap
 * @throws ModelFolderError where `adapter_config.json` is missing or no JSON
 * @throws LoraConfigError for settings that are not supported, LoraTargetError for modules the network lacks
 * @throws AdapterMismatchError with all keys that are missing, unexpected or of another shape
 * @throws SafetensorsError where the weights' file is broken
 */
export async function loadAdapter(
  folder: string,
  base: TrainableModel,
  { allocate = (count) => new Float32Array(count) }: { allocate?: Allocate } = {},
): Promise<LoadedAdapter> {
  const path = join(folder, configFile);
  const { settings, baseModel } = parseAdapterConfig(await readJson(path), path);
  const lora = await addLora(base, settings);

  await using file = await readSafetensors(join(folder, weightsFile));
  const weights = new Map<string, Float32Array>();
  for (const [name, tensor] of matched(file.tensors, lora, join(folder, weightsFile))) {
    const values = allocate(elementCount(tensor.shape), name);
    await readFloat32Into(tensor, values);
    weights.set(name, values);
  }
  return { ...lora, weights, baseModel };
}

/** With `bias: "all"` PEFT stores biases of modules that are trained whole thrice: as they are, and before and after. */
const copies = /\.(original_module|modules_to_save)\./;

/** The tensor of each parameter. */
function matched(
  tensors: ReadonlyMap<string, StoredTensor>,
  lora: LoraNetwork,
  source: string,
): ReadonlyMap<string, StoredTensor> {
  const keys = adapterKeys(lora);
  const optional = baseLayerKeys(lora);
  const found = new Map<string, StoredTensor>();
  const unexpected: string[] = [];
  const mismatched: MismatchedWeight[] = [];
  for (const [key, tensor] of tensors) {
    if (copies.test(key)) continue;
    const name = keys.get(key) ?? optional.get(key);
    const shape = lora.network.parameters.get(name ?? "");
    if (name === undefined || !shape) unexpected.push(key);
    else if (String(tensor.shape) === String(shape) && isFloatDtype(tensor.dtype)) found.set(name, tensor);
    else
      mismatched.push({
        parameter: key,
        expected: `F32 [${shape.join(", ")}]`,
        given: `${tensor.dtype} [${tensor.shape.join(", ")}]`,
      });
  }
  const missing = [...keys.keys()].filter((key) => !tensors.has(key));
  if (missing.length + unexpected.length + mismatched.length > 0)
    throw new AdapterMismatchError(source, { missing, unexpected, mismatched });
  return found;
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    throw new ModelFolderError(
      `missing or broken settings, expected an adapter's folder with JSON: ${path}`,
      {
        cause,
      },
    );
  }
}
