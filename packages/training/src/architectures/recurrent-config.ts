import { z } from "zod";
import { ConfigError } from "../errors.ts";
import { probability } from "./probability.ts";

const size = z.int().positive();
const token = z.int().nonnegative().nullish();

/** The `config.json` of a recurrent language model. Hugging Face's library has none; the names are those it uses. */
const recurrentConfigSchema = z.object({
  model_type: z.enum(["lstm", "gru"]),
  vocab_size: size,
  hidden_size: size,
  /** `hidden_size` where it is left out. */
  embedding_size: size.optional(),
  num_hidden_layers: size.default(1),
  dropout: probability.default(0),
  tie_word_embeddings: z.boolean().default(false),
  bos_token_id: token,
  eos_token_id: token,
  pad_token_id: token,
});

export type RecurrentConfig = Omit<z.infer<typeof recurrentConfigSchema>, "embedding_size"> & {
  readonly embedding_size: number;
};

/**
 * Checks the content of a `config.json`.
 *
 * @throws ConfigError naming each setting that is missing or has a value this architecture does not know
 */
export function parseRecurrentConfig(config: unknown): RecurrentConfig {
  const result = recurrentConfigSchema.safeParse(config, { reportInput: true });
  if (!result.success) throw new ConfigError("recurrent", result.error);
  const { hidden_size, embedding_size = hidden_size, tie_word_embeddings } = result.data;
  if (tie_word_embeddings && embedding_size !== hidden_size)
    throw new ConfigError(
      "recurrent",
      `embedding_size (${embedding_size}) must be hidden_size (${hidden_size}) for tie_word_embeddings`,
    );
  return { ...result.data, embedding_size };
}
