import { z } from "zod";
import { ConfigError } from "../errors.ts";

const size = z.int().positive();

/** The fields of a Hugging Face `config.json` that a BERT encoder is built from; others are left out. */
const bertConfigSchema = z.object({
  model_type: z.literal("bert"),
  vocab_size: size,
  hidden_size: size,
  num_hidden_layers: size,
  num_attention_heads: size,
  intermediate_size: size,
  max_position_embeddings: size,
  type_vocab_size: size,
  layer_norm_eps: z.number().positive(),
  hidden_act: z.enum(["gelu", "gelu_new", "relu"]),
  position_embedding_type: z.literal("absolute").default("absolute"),
  initializer_range: z.number().positive().default(0.02),
  is_decoder: z.literal(false).default(false),
});

export type BertConfig = z.infer<typeof bertConfigSchema>;

/**
 * Checks the content of a `config.json`.
 *
 * @throws ConfigError naming each setting that is missing or has a value this architecture does not know
 */
export function parseBertConfig(config: unknown): BertConfig {
  const result = bertConfigSchema.safeParse(config, { reportInput: true });
  if (!result.success) throw new ConfigError("BERT", result.error);
  const { hidden_size, num_attention_heads } = result.data;
  if (hidden_size % num_attention_heads !== 0)
    throw new ConfigError(
      "BERT",
      `hidden_size (${hidden_size}) must be divisible by num_attention_heads (${num_attention_heads})`,
    );
  return result.data;
}
