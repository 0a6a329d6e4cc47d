export type { GenerationInputs } from "./check-prompts.ts";
export { createDecoder, type Decoder, type DecoderSource } from "./create-decoder.ts";
export type { DecoderConfig } from "./decoder-config.ts";
export type { Decoding } from "./decoding.ts";
export {
  DecoderConfigError,
  DecoderGraphError,
  EmptyPromptError,
  GenerationOptionsError,
  NonFiniteLogitsError,
  NoTokenLeftError,
  PromptError,
  PromptTooLongError,
  TokenIdError,
} from "./errors.ts";
export { type GenerationOutput, generate } from "./generate.ts";
export { generateTokens } from "./generate-tokens.ts";
export type { GenerationOptions } from "./generation-options.ts";
export { type LogitsProcessor, temperature, topK, topP } from "./logits-processors.ts";
