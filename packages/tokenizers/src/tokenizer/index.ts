export type { AddedToken, AddedTokenLike } from "./added-token.ts";
export { Encoding } from "./encoding.ts";
export { NormalizedString } from "./normalized-string.ts";
export type { SplitBehavior } from "./split.ts";
export {
  type DecodeOptions,
  type EncodeInput,
  type EncodeOptions,
  Tokenizer,
  type TokenizerParts,
} from "./tokenizer.ts";
export type { TokenizerJson } from "./tokenizer-json.ts";
export type { TrainedJson, Trainer } from "./trained-model.ts";
export type { PaddingJson, TruncationJson } from "./truncation-padding.ts";
