import { z } from "zod";
import { ConfigError } from "../errors.ts";
import { labelFields } from "./label-settings.ts";
import { probability } from "./probability.ts";

const size = z.int().positive();

/** The fields of a Hugging Face `config.json` that a GPT-2 is built from; others are left out. */
const gpt2ConfigSchema = z.object({
  model_type: z.literal("gpt2"),
  vocab_size: size,
  n_positions: size,
  n_embd: size,
  n_layer: size,
  n_head: size,
  n_inner: size.nullish(),
  activation_function: z.enum(["gelu", "gelu_new", "relu"]).default("gelu_new"),
  layer_norm_epsilon: z.number().positive().default(1e-5),
  embd_pdrop: probability.default(0.1),
  attn_pdrop: probability.default(0.1),
  resid_pdrop: probability.default(0.1),
  classifier_dropout: probability.nullish(),
  hidden_dropout: probability.nullish(),
  initializer_range: z.number().positive().default(0.02),
  tie_word_embeddings: z.literal(true).default(true),
  scale_attn_weights: z.literal(true).default(true),
  scale_attn_by_inverse_layer_idx: z.literal(false).default(false),
  add_cross_attention: z.literal(false).default(false),
  ...labelFields,
});

export type Gpt2Config = z.infer<typeof gpt2ConfigSchema>;

/**
 * Checks the content of a `config.json`.
 *
 * @throws ConfigError naming each setting that is missing or has a value this architecture does not know
 */
export function parseGpt2Config(config: unknown): Gpt2Config {
  const result = gpt2ConfigSchema.safeParse(config, { reportInput: true });
  if (!result.success) throw new ConfigError("GPT-2", result.error);
  const { n_embd, n_head } = result.data;
  if (n_embd % n_head !== 0)
    throw new ConfigError("GPT-2", `n_embd (${n_embd}) must be divisible by n_head (${n_head})`);
  return result.data;
}
