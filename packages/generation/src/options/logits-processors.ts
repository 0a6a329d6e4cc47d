import { badWords } from "../processors/bad-words.ts";
import { epsilonCutoff } from "../processors/epsilon-cutoff.ts";
import { forcedTokens } from "../processors/forced-tokens.ts";
import { frequencyPenalty } from "../processors/frequency-penalty.ts";
import { logitBias } from "../processors/logit-bias.ts";
import type { LogitsProcessor } from "../processors/logits-processor.ts";
import { minNewTokens } from "../processors/min-new-tokens.ts";
import { minP } from "../processors/min-p.ts";
import { encoderNoRepeatNgram, noRepeatNgram } from "../processors/no-repeat-ngram.ts";
import { prefixAllowedTokens } from "../processors/prefix-allowed-tokens.ts";
import { presencePenalty } from "../processors/presence-penalty.ts";
import { repetitionPenalty } from "../processors/repetition-penalty.ts";
import { beginSuppressTokens, suppressTokens } from "../processors/suppress-tokens.ts";
import { temperature } from "../processors/temperature.ts";
import { topK } from "../processors/top-k.ts";
import { topP } from "../processors/top-p.ts";
import { typicalP } from "../processors/typical-p.ts";
import type { ParsedOptions } from "./generation-options.ts";

/** What the options say about single generations: sizes that are known once the prompts are. */
export interface Sizes {
  /** The prompts, or the inputs of the encoder. */
  readonly sources: readonly (readonly number[])[];
  /** The length of the longest prompt of the decoder. */
  readonly promptLength: number;
  readonly maxNewTokens: number;
  readonly eosTokenIds: ReadonlySet<number>;
  /** How many rows each prompt has. */
  readonly rowsPerPrompt: number;
}

/** The processors that options ask for, in the order of Hugging Face's `generate`; those it lacks as vLLM has them. */
export function logitsProcessors(options: ParsedOptions, sizes: Sizes): LogitsProcessor[] {
  return [
    ...penalties(options, sizes),
    ...constraints(options, sizes),
    ...(options.logitsProcessors ?? []),
    ...(options.doSample ? warpers(options, sizes) : []),
  ];
}

function penalties(options: ParsedOptions, { sources, rowsPerPrompt }: Sizes): LogitsProcessor[] {
  const { repetitionPenalty: penalty = 1, noRepeatNgramSize = 0, encoderNoRepeatNgramSize = 0 } = options;
  const { presencePenalty: presence = 0, frequencyPenalty: frequency = 0 } = options;
  const biases = Object.entries(options.logitBias ?? {}).map(([id, bias]) => [Number(id), bias] as const);
  const source = (row: number) => sources[Math.floor(row / rowsPerPrompt)] ?? [];
  return [
    ...when(biases.length > 0, () => logitBias(new Map(biases))),
    ...when(penalty !== 1, () => repetitionPenalty(penalty)),
    ...when(presence !== 0, () => presencePenalty(presence)),
    ...when(frequency !== 0, () => frequencyPenalty(frequency)),
    ...when(noRepeatNgramSize > 0, () => noRepeatNgram(noRepeatNgramSize)),
    ...when(encoderNoRepeatNgramSize > 0, () => encoderNoRepeatNgram(encoderNoRepeatNgramSize, source)),
  ];
}

function constraints(options: ParsedOptions, sizes: Sizes): LogitsProcessor[] {
  const { promptLength, maxNewTokens, eosTokenIds, rowsPerPrompt } = sizes;
  const { badWordsIds = [], suppressTokens: suppressed = [], beginSuppressTokens: atBegin = [] } = options;
  const { prefixAllowedTokensFn, forcedBosTokenId, forcedEosTokenId, forcedDecoderIds = [] } = options;
  // A word that is just the end of a sequence may come, as in Hugging Face's.
  const words = badWordsIds.filter(([id, ...others]) => others.length > 0 || !eosTokenIds.has(id as number));
  const minimum = Math.max(options.minNewTokens ?? 0, (options.minLength ?? 0) - promptLength);
  const forced = new Map(forcedDecoderIds);
  const beginning = forcedBosTokenId !== undefined && promptLength === 1 ? 1 : 0;
  return [
    ...when(words.length > 0, () => badWords(words)),
    ...when(minimum > 0, () => minNewTokens(minimum, eosTokenIds)),
    ...(prefixAllowedTokensFn ? [prefixAllowedTokens(prefixAllowedTokensFn, rowsPerPrompt)] : []),
    ...(forcedBosTokenId === undefined
      ? []
      : [forcedTokens((length) => (length === 1 ? [forcedBosTokenId] : undefined))]),
    ...(forcedEosTokenId === undefined
      ? []
      : [
          forcedTokens((length, context) =>
            length - context.promptLength === maxNewTokens - 1 ? [forcedEosTokenId].flat() : undefined,
          ),
        ]),
    ...when(suppressed.length > 0, () => suppressTokens(suppressed)),
    ...when(atBegin.length > 0, () => beginSuppressTokens(atBegin, beginning)),
    ...when(forced.size > 0, () =>
      forcedTokens((length) => {
        const id = forced.get(length);
        return id === undefined ? undefined : [id];
      }),
    ),
  ];
}

/** What sampling draws from. Beams need more than one way to go on, beside those that end. */
function warpers(options: ParsedOptions, { eosTokenIds }: Sizes): LogitsProcessor[] {
  const least = (options.numBeams ?? 1) > 1 ? eosTokenIds.size + 1 : 1;
  const { temperature: heat = 1, topK: k = 0, topP: p = 1, minP: min = 0 } = options;
  const { typicalP: typical = 1, epsilonCutoff: epsilon = 0 } = options;
  return [
    ...when(heat !== 1, () => temperature(heat)),
    ...when(k > 0, () => topK(Math.max(k, least))),
    ...when(p < 1, () => topP(p, least)),
    ...when(min > 0, () => minP(min, least)),
    ...when(typical < 1, () => typicalP(typical, least)),
    ...when(epsilon > 0, () => epsilonCutoff(epsilon, least)),
  ];
}

function when(asked: boolean, processor: () => LogitsProcessor): LogitsProcessor[] {
  return asked ? [processor()] : [];
}
