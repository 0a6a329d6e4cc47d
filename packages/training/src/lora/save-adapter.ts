import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  elementCount,
  MissingWeightError,
  storedTensor,
  WeightMismatchError,
  writeSafetensors,
} from "@llm-course/onnx";
import { replaceFolder } from "../checkpoints/replace-folder.ts";
import { adapterConfigFile } from "./adapter-config.ts";
import { adapterKeys } from "./adapter-keys.ts";
import type { LoraNetwork } from "./add-lora.ts";

export interface SaveAdapterOptions {
  /** The values of each parameter; may be shared memory. Those of the base are left out. */
  readonly weights: ReadonlyMap<string, Float32Array>;
  /** What the base model is called, for those who load the adapter: a name on the Hub or a folder. */
  readonly baseModel?: string;
}

/**
 * Writes what was trained as a folder that PEFT loads: `adapter_config.json` and `adapter_model.safetensors`, in
 * float32. A folder that is there keeps its other files; what is read meanwhile is described at `replaceFolder`.
 *
 * @throws MissingWeightError for a parameter without values, WeightMismatchError for one with too many or too few
 */
export async function saveAdapter(
  folder: string,
  lora: LoraNetwork,
  { weights, baseModel }: SaveAdapterOptions,
): Promise<void> {
  const tensors = new Map(
    [...adapterKeys(lora)].map(([key, name]) => {
      const shape = lora.network.parameters.get(name) ?? [];
      const values = weights.get(name);
      if (!values) throw new MissingWeightError(name, shape);
      if (values.length !== elementCount(shape))
        throw new WeightMismatchError(
          name,
          `${elementCount(shape)} values for [${shape}]`,
          String(values.length),
        );
      return [key, storedTensor("F32", shape, values)];
    }),
  );
  const config = adapterConfigFile(lora, baseModel);
  await replaceFolder(folder, { last: configFile, obsolete: isWeights }, async (temporary) => {
    await writeSafetensors(join(temporary, weightsFile), tensors);
    await writeFile(join(temporary, configFile), `${JSON.stringify(config, null, 2)}\n`);
  });
}

export const configFile = "adapter_config.json";
export const weightsFile = "adapter_model.safetensors";

/** In any format: beside new ones they would be those of another adapter. */
function isWeights(file: string): boolean {
  return /^adapter_model\.(safetensors|bin)$/.test(file);
}
