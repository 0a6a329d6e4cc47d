export { BPE, type BpeOptions } from "./bpe.ts";
export { Model, type ModelJson, type Token, type VocabLike } from "./model.ts";
export { Unigram, type UnigramOptions } from "./unigram.ts";
export { WordLevel, type WordLevelOptions } from "./word-level.ts";
export { WordPiece, type WordPieceOptions } from "./word-piece.ts";
