import { z } from "zod";
import { ConfigError } from "../errors.ts";
import { labelFields } from "./label-settings.ts";
import { probability } from "./probability.ts";

const size = z.int().positive();

/** What BERT and RoBERTa are built from. */
export const bertSizes = {
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
  hidden_dropout_prob: probability.default(0.1),
  attention_probs_dropout_prob: probability.default(0.1),
  /** Before the head's last layer; that of hidden states where it is left out. */
  classifier_dropout: probability.nullish(),
  is_decoder: z.literal(false).default(false),
  tie_word_embeddings: z.literal(true).default(true),
  ...labelFields,
};

export type BertSizes = z.infer<z.ZodObject<typeof bertSizes>>;

/** The fields of a Hugging Face `config.json` that a BERT encoder is built from; others are left out. */
const bertConfigSchema = z.object({
  model_type: z.literal("bert"),
  pad_token_id: z.int().nonnegative().default(0),
  ...bertSizes,
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
  checkHeads("BERT", result.data);
  return result.data;
}

/** @throws ConfigError for a dimension that the heads cannot share */
export function checkHeads(architecture: string, config: BertSizes): void {
  const { hidden_size, num_attention_heads } = config;
  if (hidden_size % num_attention_heads === 0) return;
  throw new ConfigError(
    architecture,
    `hidden_size (${hidden_size}) must be divisible by num_attention_heads (${num_attention_heads})`,
  );
}
