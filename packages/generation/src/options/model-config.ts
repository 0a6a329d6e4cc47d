import { z } from "zod";
import { ModelConfigError } from "../errors.ts";
import { type GenerationConfig, generationConfig } from "./generation-config.ts";

const tokenId = z.int().nonnegative();
const positions = z.int().positive().nullish();

const schema = z.object({
  vocab_size: z.int().positive().nullish(),
  max_position_embeddings: positions,
  n_positions: positions,
  /** Where positions are relative, as in T5, sequences have no longest. */
  relative_attention_num_buckets: z.int().positive().nullish(),
  eos_token_id: z.union([tokenId, z.array(tokenId)]).nullish(),
  pad_token_id: tokenId.nullish(),
  bos_token_id: tokenId.nullish(),
  decoder_start_token_id: tokenId.nullish(),
});

/** What generation reads of a `config.json` and a `generation_config.json`. */
export interface ModelConfig {
  readonly vocabSize: number | undefined;
  /** How many tokens a sequence may have; undefined where the config does not say. */
  readonly maxPositions: number | undefined;
  readonly eosTokenIds: readonly number[];
  readonly padTokenId: number | undefined;
  /** What the decoder of an encoder-decoder begins with: `decoder_start_token_id`, or else `bos_token_id`. */
  readonly decoderStartTokenId: number | undefined;
  /** The options that hold unless others are given to `generate`. */
  readonly generationConfig: GenerationConfig;
}

/**
 * @param config the content of a `config.json`
 * @param generation that of a `generation_config.json`, whose tokens count
 * @throws ModelConfigError naming each setting with a value of the wrong type
 */
export function parseModelConfig(config: unknown, generation: unknown): ModelConfig {
  const merged = { ...Object(config), ...Object(generation) };
  const result = schema.safeParse(merged, { reportInput: true });
  if (!result.success) throw new ModelConfigError(result.error);
  const { vocab_size, max_position_embeddings, n_positions, relative_attention_num_buckets, ...tokens } =
    result.data;
  return {
    vocabSize: vocab_size ?? undefined,
    maxPositions: relative_attention_num_buckets
      ? undefined
      : (max_position_embeddings ?? n_positions ?? undefined),
    eosTokenIds: [tokens.eos_token_id ?? []].flat(),
    padTokenId: tokens.pad_token_id ?? undefined,
    decoderStartTokenId: tokens.decoder_start_token_id ?? tokens.bos_token_id ?? undefined,
    generationConfig: generationConfig(generation),
  };
}
