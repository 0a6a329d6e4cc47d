import { z } from "zod";
import { GenerationOptionsError } from "../errors.ts";
import type { LogitsProcessor } from "../processors/logits-processor.ts";
import type { PrefixAllowedTokensFn } from "../processors/prefix-allowed-tokens.ts";
import type { StoppingCriteria } from "../stopping/stopping-criteria.ts";
import type { TextDecoding } from "../streaming/text-decoding.ts";
import { generationConfigShape } from "./generation-config.ts";

const callable = <F>() =>
  z.custom<F>((value) => typeof value === "function", "Invalid input: expected a function");

/** How `generate` continues a prompt. The names are those of Hugging Face's generation config. */
const schema = z
  .strictObject({
    ...generationConfigShape,
    eosTokenId: generationConfigShape.eosTokenId.nullable(),
    /** The same seed draws the same tokens, whichever rows stand beside a row. Default: another one each time. */
    seed: z
      .int()
      .nonnegative()
      .max(2 ** 32 - 1),
    /** Taken off the logits of tokens that were generated already; below 0, added. Default: 0. */
    presencePenalty: z.number(),
    /** Taken off the logits of tokens as often as they were generated already. Default: 0. */
    frequencyPenalty: z.number(),
    /** Added to the logits of tokens, by id. Default: nothing. */
    logitBias: z
      .record(z.string(), z.number())
      .refine(
        (biases) => Object.keys(biases).every((id) => /^\d+$/.test(id)),
        "Invalid key: expected token ids",
      ),
    /** Run before those that sampling draws from. Default: none. */
    logitsProcessors: z.array(callable<LogitsProcessor>()),
    /** End a sequence for reasons of your own. Default: none. */
    stoppingCriteria: z.array(callable<StoppingCriteria>()),
    /** The tokens that may come next. Default: all. */
    prefixAllowedTokensFn: callable<PrefixAllowedTokensFn>(),
    /** Decodes what `stopStrings` are looked for in. */
    tokenizer: z.custom<TextDecoding>(
      (value) => typeof (value as Partial<TextDecoding> | null)?.decode === "function",
      "Invalid input: expected a tokenizer with the method decode",
    ),
    /** Whether `scores` are given: the logits of each step after all processors. Default: false. */
    outputScores: z.boolean(),
    /** Whether `logits` are given: those of each step before all processors. Default: false. */
    outputLogits: z.boolean(),
    /** Ends the generation with its reason, thrown between two steps. Default: none. */
    signal: z.instanceof(AbortSignal),
  })
  .partial();

export type GenerationOptions = z.input<typeof schema>;
export type ParsedOptions = z.output<typeof schema>;

/** @throws GenerationOptionsError naming each option that is unknown or out of range */
export function parseOptions(options: GenerationOptions): ParsedOptions {
  const result = schema.safeParse(options, { reportInput: true });
  if (!result.success) throw new GenerationOptionsError(result.error);
  return Object.fromEntries(Object.entries(result.data).filter(([, value]) => value !== undefined));
}
