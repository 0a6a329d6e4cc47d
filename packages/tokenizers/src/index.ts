export * from "./auto/index.ts";
export * from "./chat-template/index.ts";
export * as decoders from "./decoders/index.ts";
export * from "./errors.ts";
export * as fromScratch from "./from-scratch/index.ts";
export * as models from "./models/index.ts";
export * as normalizers from "./normalizers/index.ts";
export * as processors from "./post-processors/index.ts";
export * as preTokenizers from "./pre-tokenizers/index.ts";
export {
  type AddedToken,
  type AddedTokenLike,
  Encoding,
  Tokenizer,
  type TokenizerParts,
} from "./tokenizer/index.ts";
export * as trainers from "./trainers/index.ts";
export { byteLevelAlphabet } from "./unicode/byte-level.ts";
export { Regex } from "./unicode/regex.ts";
