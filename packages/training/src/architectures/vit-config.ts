import { z } from "zod";
import { ConfigError } from "../errors.ts";
import { labelFields } from "./label-settings.ts";
import { probability } from "./probability.ts";

const size = z.int().positive();

/** The fields of a Hugging Face `config.json` that a ViT is built from; others are left out. */
const vitConfigSchema = z.object({
  model_type: z.literal("vit"),
  hidden_size: size,
  num_hidden_layers: size,
  num_attention_heads: size,
  intermediate_size: size,
  image_size: size.default(224),
  patch_size: size.default(16),
  num_channels: size.default(3),
  hidden_act: z.enum(["gelu", "gelu_new", "relu"]).default("gelu"),
  layer_norm_eps: z.number().positive().default(1e-12),
  qkv_bias: z.boolean().default(true),
  hidden_dropout_prob: probability.default(0),
  attention_probs_dropout_prob: probability.default(0),
  initializer_range: z.number().positive().default(0.02),
  ...labelFields,
});

export type VitConfig = z.infer<typeof vitConfigSchema>;

/**
 * Checks the content of a `config.json`.
 *
 * @throws ConfigError naming each setting that is missing or has a value this architecture does not know
 */
export function parseVitConfig(config: unknown): VitConfig {
  const result = vitConfigSchema.safeParse(config, { reportInput: true });
  if (!result.success) throw new ConfigError("ViT", result.error);
  for (const [whole, part] of [
    ["hidden_size", "num_attention_heads"],
    ["image_size", "patch_size"],
  ] as const) {
    const [a, b] = [result.data[whole], result.data[part]];
    if (a % b !== 0) throw new ConfigError("ViT", `${whole} (${a}) must be divisible by ${part} (${b})`);
  }
  return result.data;
}
