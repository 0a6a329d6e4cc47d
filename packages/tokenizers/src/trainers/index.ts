export { countWords, type Texts, type ToWords, type WordsModule } from "./count-words.ts";
export { countWordsInFiles } from "./count-words-in-files.ts";
export {
  CorpusEncodingError,
  DuplicateSpecialTokenError,
  EmptyCorpusError,
  TrainerOptionsError,
  VocabularyTooSmallError,
  WordCountError,
} from "./errors.ts";
export { type BpeModel, type BpeTrainerOptions, type Trained, trainBpe } from "./train-bpe.ts";
export { trainUnigram, type UnigramModel, type UnigramTrainerOptions } from "./train-unigram.ts";
export { trainWordLevel, type WordLevelModel, type WordLevelTrainerOptions } from "./train-word-level.ts";
export { trainWordPiece, type WordPieceModel, type WordPieceTrainerOptions } from "./train-word-piece.ts";
export type { OnProgress, TrainingProgress } from "./trainer-options.ts";
