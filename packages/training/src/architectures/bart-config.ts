import { z } from "zod";
import { ConfigError } from "../errors.ts";
import { labelFields } from "./label-settings.ts";
import { probability } from "./probability.ts";

const size = z.int().positive();
const token = z.int().nonnegative();

/** What BART, mBART and Marian are built from. */
const bartFields = {
  vocab_size: size,
  d_model: size.multipleOf(2),
  encoder_layers: size,
  decoder_layers: size,
  encoder_attention_heads: size,
  decoder_attention_heads: size,
  encoder_ffn_dim: size,
  decoder_ffn_dim: size,
  max_position_embeddings: size,
  activation_function: z.enum(["gelu", "gelu_new", "relu", "silu", "swish"]).default("gelu"),
  scale_embedding: z.boolean().default(false),
  dropout: probability.default(0.1),
  attention_dropout: probability.default(0),
  activation_dropout: probability.default(0),
  classifier_dropout: probability.default(0),
  encoder_layerdrop: z.literal(0).default(0),
  decoder_layerdrop: z.literal(0).default(0),
  init_std: z.number().positive().default(0.02),
  tie_word_embeddings: z.literal(true).default(true),
  ...labelFields,
};

const bartConfigSchema = z.discriminatedUnion("model_type", [
  z.object({
    model_type: z.literal("bart"),
    ...bartFields,
    pad_token_id: token.default(1),
    eos_token_id: token.default(2),
    decoder_start_token_id: token.default(2),
  }),
  z.object({
    model_type: z.literal("mbart"),
    ...bartFields,
    pad_token_id: token.default(1),
    eos_token_id: token.default(2),
    /** Of generation alone: in training the decoder begins with the language, which is the last of the labels. */
    decoder_start_token_id: token.nullish(),
  }),
  z.object({
    model_type: z.literal("marian"),
    ...bartFields,
    pad_token_id: token,
    eos_token_id: token.default(0),
    decoder_start_token_id: token,
    share_encoder_decoder_embeddings: z.literal(true).default(true),
  }),
]);

export type BartConfig = z.infer<typeof bartConfigSchema>;

/**
 * Checks the content of the `config.json` of a BART, mBART or Marian.
 *
 * @throws ConfigError naming each setting that is missing or has a value this architecture does not know
 */
export function parseBartConfig(config: unknown): BartConfig {
  const result = bartConfigSchema.safeParse(config, { reportInput: true });
  if (!result.success) throw new ConfigError("BART", result.error);
  const { d_model } = result.data;
  for (const name of ["encoder_attention_heads", "decoder_attention_heads"] as const)
    if (d_model % result.data[name] !== 0)
      throw new ConfigError(
        "BART",
        `d_model (${d_model}) must be divisible by ${name} (${result.data[name]})`,
      );
  return result.data;
}
