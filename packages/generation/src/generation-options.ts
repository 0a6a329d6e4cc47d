import { z } from "zod";
import type { DecoderConfig } from "./decoder-config.ts";
import { GenerationOptionsError } from "./errors.ts";
import { type LogitsProcessor, temperature, topK, topP } from "./logits-processors.ts";

const tokenId = z.int().nonnegative();

/** How `generate` continues a prompt. The names are those of Hugging Face's generation config. */
const schema = z.strictObject({
  /** How many tokens to add at most. Default: 20. */
  maxNewTokens: z.int().positive().default(20),
  /** Draws each token with its probability. Default: false, always the likeliest one. */
  doSample: z.boolean().default(false),
  /** Sharpens the probabilities below 1, flattens them above. Default: 1. */
  temperature: z.number().positive().finite().optional(),
  /** Draws from the k likeliest tokens only. Default: from all. */
  topK: z.int().positive().optional(),
  /** Draws from the fewest tokens with this probability together. Default: 1, from all. */
  topP: z.number().positive().max(1).optional(),
  /** The same seed draws the same tokens, whichever rows stand beside a row. Default: another one each time. */
  seed: z
    .int()
    .nonnegative()
    .max(2 ** 32 - 1)
    .optional(),
  /** The tokens that end a sequence; null for none. Default: the config's `eos_token_id`. */
  eosTokenId: z.union([tokenId, z.array(tokenId)]).nullish(),
  /** What a sequence is filled up with. Default: the config's `pad_token_id`, or else its `eos_token_id`. */
  padTokenId: tokenId.optional(),
  /** Run before temperature, topK and topP. Default: none. */
  logitsProcessors: z
    .array(
      z.custom<LogitsProcessor>((value) => typeof value === "function", "Invalid input: expected a function"),
    )
    .default([]),
});

export type GenerationOptions = z.input<typeof schema>;

/** Options with their defaults. */
export interface GenerationSettings {
  readonly maxNewTokens: number;
  /** The seed of sampling; undefined for the likeliest tokens. */
  readonly seed: number | undefined;
  readonly eosTokenIds: ReadonlySet<number>;
  readonly padTokenId: number;
  readonly processors: readonly LogitsProcessor[];
}

/** @throws GenerationOptionsError naming each option that is unknown, out of range, or needs another one */
export function generationSettings(options: GenerationOptions, config: DecoderConfig): GenerationSettings {
  const result = schema.safeParse(options, { reportInput: true });
  if (!result.success) throw new GenerationOptionsError(result.error);
  const { data } = result;
  for (const name of ["temperature", "topK", "topP", "seed"] as const)
    if (data[name] !== undefined && !data.doSample)
      throw new GenerationOptionsError(
        `${name} needs doSample: true, without it the likeliest token is taken: ${data[name]}`,
      );
  const eosTokenIds =
    data.eosTokenId === undefined
      ? config.eosTokenIds
      : data.eosTokenId === null
        ? []
        : [data.eosTokenId].flat();
  return {
    maxNewTokens: data.maxNewTokens,
    seed: data.doSample ? (data.seed ?? Math.floor(Math.random() * 2 ** 32)) : undefined,
    eosTokenIds: new Set(eosTokenIds),
    padTokenId: data.padTokenId ?? config.padTokenId ?? config.eosTokenIds[0] ?? eosTokenIds[0] ?? 0,
    processors: [
      ...data.logitsProcessors,
      ...(data.temperature === undefined ? [] : [temperature(data.temperature)]),
      ...(data.topK === undefined ? [] : [topK(data.topK)]),
      ...(data.topP === undefined || data.topP === 1 ? [] : [topP(data.topP)]),
    ],
  };
}
