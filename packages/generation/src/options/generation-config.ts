import { z } from "zod";
import { ModelConfigError, UnsupportedSettingError } from "../errors.ts";

const tokenId = z.int().nonnegative();
const count = z.int().nonnegative();
const oneOrSeveral = z.union([tokenId, z.array(tokenId)]);

/**
 * The settings of a `generation_config.json`, in camelCase. Values that change nothing are allowed, as in Hugging
 * Face's: a `topK` of 0, a penalty of 1.
 */
export const generationConfigShape = {
  /** How many tokens to add at most. Default: 20, where `maxLength` is not given. */
  maxNewTokens: z.int().positive(),
  /** How long a sequence gets at most, the longest prompt included; of an encoder-decoder, the decoder's. Default: none. */
  maxLength: z.int().positive(),
  /** No token that ends a sequence comes before there are so many new ones. Default: 0. */
  minNewTokens: count,
  /** As `minNewTokens`, the longest prompt included. Default: 0. */
  minLength: count,
  /** Draws each token with its probability. Default: false, always the likeliest one. */
  doSample: z.boolean(),
  /** Sharpens the probabilities below 1, flattens them above. Default: 1. */
  temperature: z.number().positive(),
  /** Draws from the k likeliest tokens only. Default: 0, from all. */
  topK: count,
  /** Draws from the fewest tokens with this probability together. Default: 1, from all. */
  topP: z.number().positive().max(1),
  /** Draws from tokens at least so many times as likely as the likeliest. Default: 0, from all. */
  minP: z.number().nonnegative().max(1),
  /** Draws from the most typical tokens with this probability together. Default: 1, from all. */
  typicalP: z.number().positive().max(1),
  /** Draws from tokens with at least this probability. Default: 0, from all. */
  epsilonCutoff: z.number().nonnegative().lt(1),
  /** How many beams are searched side by side. Default: 1, no beam search. */
  numBeams: z.int().positive(),
  /** A beam's score is its log probability / length^lengthPenalty: above 0 for longer sequences. Default: 1. */
  lengthPenalty: z.number(),
  /**
   * When a beam search ends. true: as soon as there are `numBeams` finished ones. false, the default: when it is
   * unlikely that a better one comes. "never": when none can.
   */
  earlyStopping: z.union([z.boolean(), z.literal("never")]),
  /** Groups that the beams are divided into, each other than those before it. Default: 1. https://arxiv.org/abs/1610.02424 */
  numBeamGroups: z.int().positive(),
  /** Taken off a token's log probability for each beam of an earlier group with this token. */
  diversityPenalty: z.number().nonnegative(),
  /** How many sequences to give for each prompt. Default: 1. */
  numReturnSequences: z.int().positive(),
  /** Divides the logits of tokens that are there already. Default: 1. */
  repetitionPenalty: z.number().positive(),
  /** No n-gram of this size comes twice. Default: 0, any may. */
  noRepeatNgramSize: count,
  /** No n-gram of this size of the encoder's input, or else of the prompt, is repeated. Default: 0, any may. */
  encoderNoRepeatNgramSize: count,
  /** Words that must not come, each as token ids. Default: none. */
  badWordsIds: z.array(z.array(tokenId).min(1)),
  /** Tokens that must not come. Default: none. */
  suppressTokens: z.array(tokenId),
  /** Tokens that must not come first. Default: none. */
  beginSuppressTokens: z.array(tokenId),
  /** The first token after the one that begins a decoder's sequence, as the language of a translation. Default: any. */
  forcedBosTokenId: tokenId,
  /** The last token, where a sequence reaches its greatest length. Default: any. */
  forcedEosTokenId: oneOrSeveral,
  /** Tokens at places of the sequence, as [place, token] each. Default: none. */
  forcedDecoderIds: z.array(z.tuple([count, tokenId])),
  /** Texts that end a sequence, which keeps them. Default: none. */
  stopStrings: z.union([z.string().min(1), z.array(z.string().min(1))]),
  /** The tokens that end a sequence; null for none. Default: the config's `eos_token_id`. */
  eosTokenId: oneOrSeveral,
  /** What a sequence is filled up with. Default: the config's `pad_token_id`, or else its `eos_token_id`. */
  padTokenId: tokenId,
  /** What the decoder of an encoder-decoder begins with. Default: the config's. */
  decoderStartTokenId: tokenId,
};

const schema = z.object(generationConfigShape).partial();

export type GenerationConfig = z.output<typeof schema>;

/** Settings that decode in another way than any here, and their values that do not. */
const unsupported: Readonly<Record<string, unknown>> = {
  penalty_alpha: 0,
  dola_layers: undefined,
  constraints: undefined,
  force_words_ids: undefined,
  guidance_scale: 1,
  eta_cutoff: 0,
  encoder_repetition_penalty: 1,
  exponential_decay_length_penalty: undefined,
  sequence_bias: undefined,
  watermarking_config: undefined,
};

/**
 * @param config the content of a `generation_config.json`; what is not about decoding is left out, as is null
 * @throws ModelConfigError naming each setting with a value of the wrong type
 * @throws UnsupportedSettingError for a setting that would be ignored
 */
export function generationConfig(config: unknown): GenerationConfig {
  const settings = Object.entries(Object(config) as object).filter(([, value]) => value !== null);
  for (const [name, value] of settings)
    if (name in unsupported && value !== unsupported[name]) throw new UnsupportedSettingError(name, value);
  const camelCase = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  const result = schema.safeParse(
    Object.fromEntries(settings.map(([name, value]) => [camelCase(name), value])),
    { reportInput: true },
  );
  if (!result.success) throw new ModelConfigError(result.error);
  return result.data;
}
