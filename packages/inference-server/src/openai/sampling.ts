import { z } from "zod";
import type { EngineOptions } from "../engine.ts";

const count = z.int().nonnegative();
const texts = z.union([z.string().min(1), z.array(z.string().min(1)).max(16)]);

/**
 * Fields that chat and completions share: OpenAI's, and those that vLLM adds to them. null is the default, as in OpenAI's
 * clients.
 */
export const samplingFields = {
  model: z.string().nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.strictObject({ include_usage: z.boolean().nullish() }).nullish(),
  max_tokens: z.int().positive().nullish(),
  min_tokens: count.nullish(),
  /** 0: always the likeliest token. */
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().positive().max(1).nullish(),
  /** −1 and 0: all. */
  top_k: z.int().min(-1).nullish(),
  min_p: z.number().min(0).max(1).nullish(),
  presence_penalty: z.number().min(-2).max(2).nullish(),
  frequency_penalty: z.number().min(-2).max(2).nullish(),
  repetition_penalty: z.number().positive().nullish(),
  no_repeat_ngram_size: count.nullish(),
  logit_bias: z.record(z.string(), z.number().min(-100).max(100)).nullish(),
  seed: z.int().nullish(),
  n: z.int().positive().max(16).nullish(),
  stop: texts.nullish(),
  ignore_eos: z.boolean().nullish(),
  skip_special_tokens: z.boolean().nullish(),
};

const schema = z.object(samplingFields);
export type SamplingFields = z.output<typeof schema>;

/** @param maxNewTokens what there is room for, or was asked for */
export function engineOptions(fields: SamplingFields, maxNewTokens: number): EngineOptions {
  const temperature = fields.temperature ?? 1;
  const given = {
    minNewTokens: fields.min_tokens,
    topK: fields.top_k && Math.max(0, fields.top_k),
    topP: fields.top_p,
    minP: fields.min_p,
    presencePenalty: fields.presence_penalty,
    frequencyPenalty: fields.frequency_penalty,
    repetitionPenalty: fields.repetition_penalty,
    noRepeatNgramSize: fields.no_repeat_ngram_size,
    logitBias: fields.logit_bias,
  };
  return {
    maxNewTokens,
    ...withoutDefaults(given, temperature > 0),
    ...(fields.ignore_eos && { eosTokenId: null }),
    ...(temperature > 0 && { doSample: true, temperature }),
    ...(typeof fields.seed === "number" && temperature > 0 && { seed: fields.seed >>> 0 }),
  };
}

/** What only sampling reads is left out where the likeliest token is taken. */
function withoutDefaults(given: Record<string, unknown>, sampled: boolean): Partial<EngineOptions> {
  const onlySampling = new Set(["topK", "topP", "minP"]);
  return Object.fromEntries(
    Object.entries(given).filter(
      ([name, value]) => value !== undefined && value !== null && (sampled || !onlySampling.has(name)),
    ),
  );
}

/** The texts that end an answer. */
export const stopsOf = ({ stop }: SamplingFields): string[] => [stop ?? []].flat();
