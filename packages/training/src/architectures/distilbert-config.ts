import { z } from "zod";
import { ConfigError } from "../errors.ts";
import { labelFields } from "./label-settings.ts";
import { probability } from "./probability.ts";

const size = z.int().positive();

/** The fields of a Hugging Face `config.json` that a DistilBERT encoder is built from; others are left out. */
const distilbertConfigSchema = z.object({
  model_type: z.literal("distilbert"),
  vocab_size: size,
  dim: size,
  n_layers: size,
  n_heads: size,
  hidden_dim: size,
  max_position_embeddings: size,
  activation: z.enum(["gelu", "relu"]).default("gelu"),
  sinusoidal_pos_embds: z.literal(false).default(false),
  pad_token_id: z.int().nonnegative().default(0),
  dropout: probability.default(0.1),
  attention_dropout: probability.default(0.1),
  qa_dropout: probability.default(0.1),
  seq_classif_dropout: probability.default(0.2),
  initializer_range: z.number().positive().default(0.02),
  tie_word_embeddings: z.literal(true).default(true),
  ...labelFields,
});

export type DistilbertConfig = z.infer<typeof distilbertConfigSchema>;

/**
 * Checks the content of a `config.json`.
 *
 * @throws ConfigError naming each setting that is missing or has a value this architecture does not know
 */
export function parseDistilbertConfig(config: unknown): DistilbertConfig {
  const result = distilbertConfigSchema.safeParse(config, { reportInput: true });
  if (!result.success) throw new ConfigError("DistilBERT", result.error);
  const { dim, n_heads } = result.data;
  if (dim % n_heads !== 0)
    throw new ConfigError("DistilBERT", `dim (${dim}) must be divisible by n_heads (${n_heads})`);
  return result.data;
}
