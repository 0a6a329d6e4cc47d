import { z } from "zod";
import type { EngineOptions } from "../engine.ts";

const off = (reason: string) => z.union([z.literal(false), z.null()], { error: reason }).optional();
const none = (reason: string) => z.null({ error: reason }).optional();

/** The parameters of `/generate`, by text-generation-inference's names and in its ranges. */
export const parameters = z.strictObject({
  best_of: z.literal(1, { error: "one answer is generated; leave best_of out" }).nullish(),
  temperature: z.number().positive().nullish(),
  repetition_penalty: z.number().positive().nullish(),
  frequency_penalty: z.number().min(-2).max(2).nullish(),
  top_k: z.int().positive().nullish(),
  top_p: z.number().positive().lt(1).nullish(),
  typical_p: z.number().positive().lt(1).nullish(),
  do_sample: z.boolean().default(false),
  max_new_tokens: z.int().positive().nullable().default(100),
  return_full_text: z.boolean().nullish(),
  stop: z.array(z.string().min(1)).max(16).default([]),
  /** Only the last so many tokens of the prompt are read. */
  truncate: z.int().positive().nullish(),
  watermark: off("watermarks are not made; leave watermark out"),
  details: z.boolean().default(true),
  decoder_input_details: off(
    "log probabilities of a prompt are not computed; leave decoder_input_details out",
  ),
  seed: z.int().nonnegative().nullish(),
  top_n_tokens: z.int().min(0).max(5).nullish(),
  grammar: none("grammars are not supported; leave grammar out"),
  adapter_id: none("adapters are not loaded by request; leave adapter_id out"),
});

export type Parameters = z.output<typeof parameters>;

export const generateRequest = z.strictObject({
  inputs: z.string().min(1, "expected a prompt that is not empty"),
  parameters: z.prefault(parameters, {}),
});

/** As `/generate`, and which of the two answers is wanted. */
export const compatRequest = z.strictObject({ ...generateRequest.shape, stream: z.boolean().default(false) });

/** What is sampled by any setting that says so, as in text-generation-inference. */
export function engineOptions(given: Parameters, maxNewTokens: number): EngineOptions {
  const { temperature, top_k: topK, top_p: topP, typical_p: typicalP } = given;
  const sampling = { temperature, topK, topP, typicalP };
  const doSample = given.do_sample || Object.values(sampling).some((value) => typeof value === "number");
  const rest = {
    repetitionPenalty: given.repetition_penalty,
    frequencyPenalty: given.frequency_penalty,
    seed: typeof given.seed === "number" && doSample ? given.seed >>> 0 : undefined,
    ...(doSample && { doSample, ...sampling }),
  };
  return {
    maxNewTokens,
    topLogprobs: given.top_n_tokens ?? 0,
    ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined && value !== null)),
  };
}
