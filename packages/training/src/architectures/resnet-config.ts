import { z } from "zod";
import { ConfigError } from "../errors.ts";
import { labelFields } from "./label-settings.ts";

const size = z.int().positive();

/** The fields of a Hugging Face `config.json` that a ResNet is built from; others are left out. */
const resnetConfigSchema = z.object({
  model_type: z.literal("resnet"),
  num_channels: size.default(3),
  embedding_size: size.default(64),
  hidden_sizes: z.array(size).min(1).default([256, 512, 1024, 2048]),
  depths: z.array(size).min(1).default([3, 4, 6, 3]),
  layer_type: z.enum(["basic", "bottleneck"]).default("bottleneck"),
  hidden_act: z.enum(["relu", "gelu", "silu"]).default("relu"),
  downsample_in_first_stage: z.boolean().default(false),
  downsample_in_bottleneck: z.boolean().default(false),
  ...labelFields,
});

export type ResnetConfig = z.infer<typeof resnetConfigSchema>;

/**
 * Checks the content of a `config.json`.
 *
 * @throws ConfigError naming each setting that is missing or has a value this architecture does not know
 */
export function parseResnetConfig(config: unknown): ResnetConfig {
  const result = resnetConfigSchema.safeParse(config, { reportInput: true });
  if (!result.success) throw new ConfigError("ResNet", result.error);
  const { hidden_sizes, depths, layer_type } = result.data;
  if (hidden_sizes.length !== depths.length)
    throw new ConfigError(
      "ResNet",
      `hidden_sizes (${hidden_sizes}) and depths (${depths}) must be equally long, one of each for a stage`,
    );
  const odd = layer_type === "bottleneck" ? hidden_sizes.find((each) => each % reduction !== 0) : undefined;
  if (odd !== undefined)
    throw new ConfigError("ResNet", `hidden_sizes of a bottleneck must be divisible by ${reduction}: ${odd}`);
  return result.data;
}

/** How much narrower a bottleneck is within. */
export const reduction = 4;
