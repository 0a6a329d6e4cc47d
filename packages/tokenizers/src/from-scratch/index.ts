export { type ScratchBpe, tokenizeBpe, trainBpe } from "./bpe.ts";
export { courseCorpus, courseWords } from "./course-corpus.ts";
export { UnknownCharacterError, UnreachableSizeError } from "./errors.ts";
export {
  computePairFrequencies,
  mergePair,
  mergePairInWords,
  type Pair,
  PairMap,
  type Splits,
  type WordFrequencies,
} from "./pairs.ts";
export {
  computeLoss,
  computeScores,
  courseStartScore,
  encodeWord,
  initialTokenFrequencies,
  type Segmentation,
  tokenizeUnigram,
  toModel,
  trainUnigram,
  type UnigramModel,
} from "./unigram.ts";
export {
  computePairScores,
  joinWithPrefix,
  splitWithPrefix,
  tokenizeWordPiece,
  trainWordPiece,
} from "./wordpiece.ts";
