export type { GenerationInputs } from "./check-prompts.ts";
export type {
  BatchStats,
  ContinuousBatch,
  ContinuousBatchOptions,
  GeneratedToken,
  RequestOptions,
  TokenLogprob,
} from "./continuous/continuous-batch.ts";
export { createContinuousBatch } from "./continuous/create-continuous-batch.ts";
export { createDecoder, type Decoder, type DecoderSource } from "./decoding/create-decoder.ts";
export {
  createEncoderDecoder,
  type EncoderDecoder,
  type EncoderDecoderSource,
} from "./decoding/create-encoder-decoder.ts";
export {
  BatchClosedError,
  BatchFullError,
  DecoderGraphError,
  DecoderPromptError,
  EmptyPromptError,
  GenerationOptionsError,
  ModelConfigError,
  NonFiniteLogitsError,
  NoTokenLeftError,
  PromptError,
  PromptTooLongError,
  TokenIdError,
  UnsupportedSettingError,
} from "./errors.ts";
export { type GenerationOutput, generate } from "./generate.ts";
export { generateTokens } from "./generate-tokens.ts";
export type { Decoding, LanguageModel } from "./language-model.ts";
export { checkGenerationOptions } from "./options/check-generation-options.ts";
export type { GenerationConfig } from "./options/generation-config.ts";
export type { GenerationOptions } from "./options/generation-options.ts";
export type { ModelConfig } from "./options/model-config.ts";
export { badWords } from "./processors/bad-words.ts";
export { epsilonCutoff } from "./processors/epsilon-cutoff.ts";
export { forcedTokens } from "./processors/forced-tokens.ts";
export { frequencyPenalty } from "./processors/frequency-penalty.ts";
export { logitBias } from "./processors/logit-bias.ts";
export type { LogitsContext, LogitsProcessor } from "./processors/logits-processor.ts";
export { minNewTokens } from "./processors/min-new-tokens.ts";
export { minP } from "./processors/min-p.ts";
export { encoderNoRepeatNgram, noRepeatNgram } from "./processors/no-repeat-ngram.ts";
export { type PrefixAllowedTokensFn, prefixAllowedTokens } from "./processors/prefix-allowed-tokens.ts";
export { presencePenalty } from "./processors/presence-penalty.ts";
export { repetitionPenalty } from "./processors/repetition-penalty.ts";
export { beginSuppressTokens, suppressTokens } from "./processors/suppress-tokens.ts";
export { temperature } from "./processors/temperature.ts";
export { topK } from "./processors/top-k.ts";
export { topP } from "./processors/top-p.ts";
export { typicalP } from "./processors/typical-p.ts";
export type { FinishReason } from "./stopping/finish-reason.ts";
export { stopStrings } from "./stopping/stop-strings.ts";
export type { StoppingCriteria } from "./stopping/stopping-criteria.ts";
export { type StreamOptions, streamText } from "./streaming/stream-text.ts";
export type { TextDecoding } from "./streaming/text-decoding.ts";
export { TextStreamer, type TextStreamerOptions } from "./streaming/text-streamer.ts";
