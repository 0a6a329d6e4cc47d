import { z } from "zod";
import { ConfigError } from "../errors.ts";
import { probability } from "./probability.ts";

const size = z.int().positive();
const token = z.int().nonnegative();

/** The fields of a Hugging Face `config.json` that a T5 is built from; others are left out. */
const t5ConfigSchema = z.object({
  model_type: z.enum(["t5", "mt5"]),
  vocab_size: size,
  d_model: size,
  d_kv: size,
  d_ff: size,
  num_layers: size,
  /** As many as the encoder's where it is left out. */
  num_decoder_layers: size.nullish(),
  num_heads: size,
  relative_attention_num_buckets: size.multipleOf(2).min(4).default(32),
  relative_attention_max_distance: size.default(128),
  feed_forward_proj: z.enum(["relu", "gated-gelu", "gated-silu"]).optional(),
  dropout_rate: probability.default(0.1),
  layer_norm_epsilon: z.number().positive().default(1e-6),
  initializer_factor: z.number().positive().default(1),
  /** T5 1.1 and what came after it, as FLAN-T5, have output embeddings of their own. */
  tie_word_embeddings: z.boolean().optional(),
  pad_token_id: token.default(0),
  eos_token_id: token.default(1),
  decoder_start_token_id: token.nullish(),
});

export type T5Config = Omit<
  z.infer<typeof t5ConfigSchema>,
  "num_decoder_layers" | "decoder_start_token_id" | "feed_forward_proj" | "tie_word_embeddings"
> & {
  readonly num_decoder_layers: number;
  readonly decoder_start_token_id: number;
  readonly feed_forward_proj: "relu" | "gated-gelu" | "gated-silu";
  readonly tie_word_embeddings: boolean;
};

/**
 * Checks the content of the `config.json` of a T5 or mT5, whose defaults differ: an mT5 has a gated feed-forward layer and
 * output embeddings of its own.
 *
 * @throws ConfigError naming each setting that is missing or has a value this architecture does not know
 */
export function parseT5Config(config: unknown): T5Config {
  const result = t5ConfigSchema.safeParse(config, { reportInput: true });
  if (!result.success) throw new ConfigError("T5", result.error);
  const parsed = result.data;
  const { relative_attention_num_buckets: buckets, relative_attention_max_distance: distance } = parsed;
  if (distance <= buckets / 2)
    throw new ConfigError(
      "T5",
      `relative_attention_max_distance (${distance}) must be above half of relative_attention_num_buckets (${buckets})`,
    );
  const isMt5 = parsed.model_type === "mt5";
  return {
    ...parsed,
    num_decoder_layers: parsed.num_decoder_layers ?? parsed.num_layers,
    decoder_start_token_id: parsed.decoder_start_token_id ?? parsed.pad_token_id,
    feed_forward_proj: parsed.feed_forward_proj ?? (isMt5 ? "gated-gelu" : "relu"),
    tie_word_embeddings: parsed.tie_word_embeddings ?? !isMt5,
  };
}
