import { GenerationOptionsError } from "../errors.ts";
import type { LanguageModel } from "../language-model.ts";
import type { LogitsProcessor } from "../processors/logits-processor.ts";
import { stopStrings } from "../stopping/stop-strings.ts";
import type { StoppingCriteria } from "../stopping/stopping-criteria.ts";
import { refuseContradictions } from "./contradictions.ts";
import { type GenerationOptions, type ParsedOptions, parseOptions } from "./generation-options.ts";
import { logitsProcessors } from "./logits-processors.ts";

export interface BeamSettings {
  readonly numBeams: number;
  readonly numBeamGroups: number;
  readonly diversityPenalty: number;
  readonly lengthPenalty: number;
  readonly earlyStopping: boolean | "never";
}

/** Options with their defaults, for the prompts at hand. */
export interface GenerationSettings {
  readonly maxNewTokens: number;
  /** The seed of sampling; undefined for the likeliest tokens. */
  readonly seed: number | undefined;
  readonly eosTokenIds: ReadonlySet<number>;
  readonly padTokenId: number;
  readonly processors: readonly LogitsProcessor[];
  readonly stoppingCriteria: readonly StoppingCriteria[];
  readonly numReturnSequences: number;
  readonly beams: BeamSettings;
  readonly outputScores: boolean;
  readonly outputLogits: boolean;
  readonly signal: AbortSignal | undefined;
}

/** Options over those of the model's generation config. */
export type MergedOptions = ParsedOptions & { readonly given: ParsedOptions };

/** @throws GenerationOptionsError for options that are unknown, out of range, or do not go together */
export function mergeOptions(
  options: GenerationOptions,
  { generationConfig, vocabSize }: Pick<LanguageModel, "generationConfig" | "vocabSize">,
): MergedOptions {
  const given = parseOptions(options);
  const all = { ...generationConfig, ...given };
  refuseContradictions(given, all);
  const { suppressTokens = [], beginSuppressTokens = [], badWordsIds = [], forcedDecoderIds = [] } = all;
  const named = {
    suppressTokens,
    beginSuppressTokens,
    badWordsIds: badWordsIds.flat(),
    forcedDecoderIds: forcedDecoderIds.map(([, id]) => id),
    forcedBosTokenId: [all.forcedBosTokenId ?? []].flat(),
    forcedEosTokenId: [all.forcedEosTokenId ?? []].flat(),
    logitBias: Object.keys(all.logitBias ?? {}).map(Number),
  };
  for (const [name, ids] of Object.entries(named)) {
    const unknown = ids.find((id) => id >= vocabSize);
    if (unknown !== undefined)
      throw new GenerationOptionsError(
        `unknown token id in ${name}, expected one from 0 to ${vocabSize - 1}: ${unknown}`,
      );
  }
  return { ...all, given };
}

/**
 * @param sources the prompts, or the inputs of the encoder
 * @param prompts of the decoder
 */
export function generationSettings(
  options: MergedOptions,
  { eosTokenIds: usual, padTokenId }: LanguageModel,
  sources: readonly (readonly number[])[],
  prompts: readonly (readonly number[])[],
): GenerationSettings {
  const promptLength = Math.max(...prompts.map(({ length }) => length));
  const maxNewTokens = newTokens(options, promptLength);
  refuseLongerLeast(options.given, promptLength, maxNewTokens);
  const eosTokenIds =
    options.eosTokenId === undefined ? usual : options.eosTokenId === null ? [] : [options.eosTokenId].flat();
  const { numBeams = 1, numReturnSequences = 1, tokenizer } = options;
  const sizes = {
    sources,
    promptLength,
    maxNewTokens,
    eosTokenIds: new Set(eosTokenIds),
    rowsPerPrompt: numBeams > 1 ? numBeams : numReturnSequences,
  };
  const texts = [options.stopStrings ?? []].flat();
  return {
    maxNewTokens,
    seed: options.doSample ? (options.seed ?? Math.floor(Math.random() * 2 ** 32)) : undefined,
    eosTokenIds: sizes.eosTokenIds,
    padTokenId: options.padTokenId ?? padTokenId ?? usual[0] ?? eosTokenIds[0] ?? 0,
    processors: logitsProcessors(options, sizes),
    stoppingCriteria: [
      ...(tokenizer && texts.length > 0 ? [stopStrings(texts, tokenizer)] : []),
      ...(options.stoppingCriteria ?? []),
    ],
    numReturnSequences,
    beams: {
      numBeams,
      numBeamGroups: options.numBeamGroups ?? 1,
      diversityPenalty: options.diversityPenalty ?? 0,
      lengthPenalty: options.lengthPenalty ?? 1,
      earlyStopping: options.earlyStopping ?? false,
    },
    outputScores: options.outputScores ?? false,
    outputLogits: options.outputLogits ?? false,
    signal: options.signal,
  };
}

/** The least length that is asked for must be within the greatest, whichever option that comes from. */
function refuseLongerLeast(
  { minNewTokens = 0, minLength = 0 }: ParsedOptions,
  promptLength: number,
  maxNewTokens: number,
): void {
  const [name, value] = minLength > 0 ? ["minLength", minLength] : ["minNewTokens", minNewTokens];
  const least = minLength > 0 ? minLength - promptLength : minNewTokens;
  if (least > maxNewTokens)
    throw new GenerationOptionsError(
      `${name} (${value}) asks for ${least} new tokens, more than maxNewTokens, or maxLength without the prompt, allows; make that larger: ${maxNewTokens}`,
    );
}

/** A limit given to `generate` counts before those of the generation config, and new tokens before the whole length. */
function newTokens({ given, maxNewTokens, maxLength }: MergedOptions, promptLength: number): number {
  if (maxLength === undefined || given.maxNewTokens !== undefined) return maxNewTokens ?? 20;
  if (maxNewTokens !== undefined && given.maxLength === undefined) return maxNewTokens;
  if (maxLength <= promptLength)
    throw new GenerationOptionsError(
      `maxLength must be more than the longest prompt (${promptLength} tokens), or give maxNewTokens: ${maxLength}`,
    );
  return maxLength - promptLength;
}
