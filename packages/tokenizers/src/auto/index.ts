export { AutoTokenizer, type FromPretrainedOptions } from "./auto-tokenizer.ts";
export type { CallOptions } from "./call-options.ts";
export type { SpecialTokensLike } from "./config/special-token-roles.ts";
export type { EncodeCall, EncodingOf, EncodingOptions } from "./encode-call.ts";
export { BatchEncoding, type Ids } from "./encoding/batch-encoding.ts";
export type { Int64Tensor } from "./encoding/tensor.ts";
export type { Span } from "./engine/engine.ts";
export {
  FastTokenizerNeededError,
  MissingSpecialTokenError,
  RaggedRowsError,
  TokenizationError,
  TokenizerConfigError,
  TokenizerNotFoundError,
  TokenizerOptionsError,
  TruncationError,
  UnknownTokenError,
} from "./errors.ts";
export type { TextInput } from "./inputs.ts";
export type { PaddedBatch, PadOptions } from "./pad-encodings.ts";
export { type ChatOptions, type DecodeOptions, PreTrainedTokenizer } from "./pre-trained-tokenizer.ts";
export { PreTrainedTokenizerFast, type TokenizerSource } from "./pre-trained-tokenizer-fast.ts";
export { PreTrainedTokenizerSlow } from "./pre-trained-tokenizer-slow.ts";
export type { TokenizerSettings } from "./settings.ts";
export type { TrainNewOptions } from "./train-new-tokenizer.ts";
