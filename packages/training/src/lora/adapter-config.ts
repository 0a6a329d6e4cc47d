import { z } from "zod";
import type { LoraNetwork } from "./add-lora.ts";
import { LoraConfigError } from "./errors.ts";
import { type LoraConfig, parseLoraConfig } from "./lora-config.ts";

/** PEFT's names of the settings. */
const fileNames: Readonly<Record<keyof LoraConfig, string>> = {
  r: "r",
  loraAlpha: "lora_alpha",
  loraDropout: "lora_dropout",
  targetModules: "target_modules",
  modulesToSave: "modules_to_save",
  bias: "bias",
  useRslora: "use_rslora",
  rankPattern: "rank_pattern",
  alphaPattern: "alpha_pattern",
  layersToTransform: "layers_to_transform",
  layersPattern: "layers_pattern",
  taskType: "task_type",
};

/** What changes nothing once an adapter has been trained. */
const informative = new Set([
  ...["auto_mapping", "base_model_name_or_path", "fan_in_fan_out", "inference_mode", "megatron_core"],
  ...["peft_type", "peft_version", "qalora_group_size", "revision"],
]);

const fileSchema = z.looseObject({
  peft_type: z.literal("LORA"),
  base_model_name_or_path: z.string().nullish(),
  // Others change the base model's weights.
  init_lora_weights: z.union([z.boolean(), z.literal("gaussian")]).default(true),
});

export interface AdapterConfig {
  readonly settings: LoraConfig;
  /** What the adapter was trained on, as it was called then. */
  readonly baseModel: string | undefined;
}

/**
 * Reads the content of an `adapter_config.json`, of any version of PEFT.
 *
 * @param source named in errors
 * @throws LoraConfigError for another method than LoRA, or a variant of it that is not built here, such as DoRA
 */
export function parseAdapterConfig(content: unknown, source: string): AdapterConfig {
  const parsed = fileSchema.safeParse(content, { reportInput: true });
  if (!parsed.success) throw new LoraConfigError(parsed.error, source);
  const { init_lora_weights, ...file } = parsed.data;
  const known = new Set([...Object.values(fileNames), ...informative]);
  const variants = Object.entries(file).filter(([name, value]) => !known.has(name) && !isOff(value));
  if (variants.length > 0) {
    const list = variants.map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join(", ");
    throw new LoraConfigError(`unsupported settings, expected them to be off: ${list}`, source);
  }
  const given = Object.entries(fileNames).flatMap(([name, fileName]) =>
    file[fileName] == null ? [] : [[name, file[fileName]]],
  );
  const settings = parseLoraConfig(Object.fromEntries(given), source);
  return { settings, baseModel: file.base_model_name_or_path ?? undefined };
}

/** The content of `adapter_config.json`, in PEFT's order of keys. */
export function adapterConfigFile(
  { settings, modules }: LoraNetwork,
  baseModel?: string,
): Record<string, unknown> {
  const named = Object.entries(fileNames).map(([name, fileName]) => [
    fileName,
    settings[name as keyof LoraConfig] ?? null,
  ]);
  const file = {
    ...Object.fromEntries(named),
    auto_mapping: null,
    base_model_name_or_path: baseModel ?? null,
    fan_in_fan_out: [...modules.values()].some(({ kind }) => kind === "conv1d"),
    inference_mode: true,
    init_lora_weights: true,
    peft_type: "LORA",
    revision: null,
    use_dora: false,
  };
  return Object.fromEntries(Object.entries(file).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isOff(value: unknown): boolean {
  return value == null || value === false || (typeof value === "object" && Object.keys(value).length === 0);
}
