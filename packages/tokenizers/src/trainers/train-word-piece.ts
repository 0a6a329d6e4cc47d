import type { BpeTrainerOptions, Trained } from "./train-bpe.ts";
import { learn } from "./train-bpe.ts";

export type WordPieceTrainerOptions = BpeTrainerOptions;

/** The model section of a tokenizer.json. */
export interface WordPieceModel {
  readonly type: "WordPiece";
  readonly unk_token: "[UNK]";
  readonly continuing_subword_prefix: string;
  readonly max_input_chars_per_word: 100;
  readonly vocab: Record<string, number>;
}

/**
 * Trains a WordPiece vocabulary as Hugging Face's library does: byte-pair encoding of words whose characters but the first
 * carry `continuingSubwordPrefix` ("##"), of which the vocabulary is kept. Google's own training, which scores pairs by
 * likelihood, was never published; see `fromScratch` for it.
 *
 * In the library, the ids of prefixed characters, and so its choice between equally frequent pairs, depend on a random
 * seed; here on the order of `wordCounts`. Give `[UNK]` as a special token: the model needs it.
 *
 * @throws TrainerOptionsError, DuplicateSpecialTokenError, EmptyCorpusError, WordCountError, VocabularyTooSmallError
 */
export function trainWordPiece(
  wordCounts: ReadonlyMap<string, number>,
  options: WordPieceTrainerOptions = {},
): Trained<WordPieceModel> {
  const { continuingSubwordPrefix = "##" } = options;
  const { model, specialTokens } = learn("WordPiece", wordCounts, { ...options, continuingSubwordPrefix });
  return {
    model: {
      ...{ type: "WordPiece", unk_token: "[UNK]" },
      continuing_subword_prefix: continuingSubwordPrefix,
      max_input_chars_per_word: 100,
      vocab: model.vocab,
    },
    specialTokens,
  };
}
