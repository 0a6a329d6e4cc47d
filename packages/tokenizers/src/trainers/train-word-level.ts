import { z } from "zod";
import { byCodePoint } from "../from-scratch/pairs.ts";
import { countCodePoints } from "./code-points.ts";
import { VocabularyTooSmallError } from "./errors.ts";
import type { Trained } from "./train-bpe.ts";
import { commonOptions, parseOptions } from "./trainer-options.ts";
import { Vocabulary } from "./vocabulary.ts";

const schema = z.strictObject({
  ...commonOptions,
  vocabSize: commonOptions.vocabSize.default(30_000),
  /** How often a word must occur to be a token. */
  minFrequency: z.int().nonnegative().default(0),
});

export type WordLevelTrainerOptions = z.input<typeof schema>;

/** The model section of a tokenizer.json. */
export interface WordLevelModel {
  readonly type: "WordLevel";
  readonly vocab: Record<string, number>;
  readonly unk_token: "<unk>";
}

/**
 * Takes the most frequent words as tokens, of equally frequent ones those first that come first by code points. A special
 * token that occurs as a word keeps its id (in Hugging Face's library it gets a second one, and the first one is lost).
 *
 * @throws TrainerOptionsError, DuplicateSpecialTokenError, EmptyCorpusError, WordCountError, VocabularyTooSmallError
 */
export function trainWordLevel(
  wordCounts: ReadonlyMap<string, number>,
  options: WordLevelTrainerOptions = {},
): Trained<WordLevelModel> {
  const { vocabSize, minFrequency, specialTokens, onProgress } = parseOptions("WordLevel", schema, options);
  if (specialTokens.length > vocabSize)
    throw new VocabularyTooSmallError(vocabSize, specialTokens.length, "");
  const { words: total } = countCodePoints("WordLevel", wordCounts);
  onProgress({ stage: "sort words", done: 0, total });
  const vocabulary = new Vocabulary();
  for (const { content } of specialTokens) vocabulary.add(content);
  const words = [...wordCounts].filter(([word, count]) => word !== "" && count >= minFrequency);
  for (const [word] of words.sort(([a, m], [b, n]) => n - m || byCodePoint(a, b))) {
    if (vocabulary.size === vocabSize) break;
    vocabulary.add(word.toWellFormed());
  }
  onProgress({ stage: "sort words", done: total, total });
  return { model: { type: "WordLevel", vocab: vocabulary.toJSON(), unk_token: "<unk>" }, specialTokens };
}
