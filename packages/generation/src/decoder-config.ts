import { z } from "zod";
import { DecoderConfigError } from "./errors.ts";

const tokenId = z.int().nonnegative();
const positions = z.int().positive().nullish();

const schema = z.object({
  max_position_embeddings: positions,
  n_positions: positions,
  eos_token_id: z.union([tokenId, z.array(tokenId)]).nullish(),
  pad_token_id: tokenId.nullish(),
});

/** What generation reads of a `config.json`. */
export interface DecoderConfig {
  /** How many tokens a sequence may have; undefined where the config does not say. */
  readonly maxPositions: number | undefined;
  readonly eosTokenIds: readonly number[];
  readonly padTokenId: number | undefined;
}

/**
 * @param config the content of a `config.json`, and after it that of a `generation_config.json`, whose tokens count
 * @throws DecoderConfigError naming each setting with a value of the wrong type
 */
export function parseDecoderConfig(config: unknown): DecoderConfig {
  const result = schema.safeParse(config, { reportInput: true });
  if (!result.success) throw new DecoderConfigError(result.error);
  const { max_position_embeddings, n_positions, eos_token_id, pad_token_id } = result.data;
  return {
    maxPositions: max_position_embeddings ?? n_positions ?? undefined,
    eosTokenIds: [eos_token_id ?? []].flat(),
    padTokenId: pad_token_id ?? undefined,
  };
}
