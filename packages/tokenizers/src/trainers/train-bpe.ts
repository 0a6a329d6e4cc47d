import { z } from "zod";
import type { AddedToken } from "../tokenizer/added-token.ts";
import { chooseAlphabet } from "./bpe/alphabet.ts";
import { encodeWords } from "./bpe/encoded-words.ts";
import { learnMerges } from "./bpe/learn-merges.ts";
import { countCodePoints } from "./code-points.ts";
import { VocabularyTooSmallError } from "./errors.ts";
import { commonOptions, initialAlphabet, parseOptions } from "./trainer-options.ts";
import { Vocabulary } from "./vocabulary.ts";

const schema = z.strictObject({
  ...commonOptions,
  vocabSize: commonOptions.vocabSize.default(30_000),
  /** How often a pair must occur to be joined. */
  minFrequency: z.int().nonnegative().default(0),
  /** How many characters to start with, at most; the others are left out of the words. Default: all. */
  limitAlphabet: z.int().positive().optional(),
  initialAlphabet,
  /** Stands before tokens that continue a word, "##" for WordPiece. */
  continuingSubwordPrefix: z.string().optional(),
  /** Stands behind tokens that end a word, like "</w>". */
  endOfWordSuffix: z.string().optional(),
  /** Pairs of this many characters or more are not joined, except pairs of single characters. Default: no limit. */
  maxTokenLength: z.int().positive().optional(),
});

export type BpeTrainerOptions = z.input<typeof schema>;

/** The model section of a tokenizer.json. */
export interface BpeModel {
  readonly type: "BPE";
  readonly dropout: null;
  readonly unk_token: null;
  readonly continuing_subword_prefix: string | null;
  readonly end_of_word_suffix: string | null;
  readonly fuse_unk: false;
  readonly byte_fallback: false;
  readonly ignore_merges: false;
  readonly vocab: Record<string, number>;
  readonly merges: [first: string, second: string][];
}

/** A trained model, and the special tokens that are to be added to its tokenizer. */
export interface Trained<Model> {
  readonly model: Model;
  readonly specialTokens: readonly AddedToken[];
}

/**
 * Trains byte-pair encoding (Sennrich et al. 2016, https://arxiv.org/abs/1508.07909) on the words of a corpus and how
 * often each occurs. The vocabulary has the special tokens, then the alphabet by code point, then what was joined.
 *
 * Vocabulary and merges are those of Hugging Face's library for the same words. With a prefix or a suffix its ids, and
 * so its choice between equally frequent pairs, depend on a random seed; here on the order of `wordCounts`.
 *
 * @throws TrainerOptionsError, DuplicateSpecialTokenError, EmptyCorpusError, WordCountError, VocabularyTooSmallError
 */
export function trainBpe(
  wordCounts: ReadonlyMap<string, number>,
  options: BpeTrainerOptions = {},
): Trained<BpeModel> {
  return learn("BPE", wordCounts, options);
}

/** @internal what `trainBpe` does, for trainers of other names */
export function learn(
  trainer: string,
  wordCounts: ReadonlyMap<string, number>,
  options: BpeTrainerOptions,
): Trained<BpeModel> {
  const { vocabSize, minFrequency, maxTokenLength, onProgress, specialTokens, ...rest } = parseOptions(
    trainer,
    schema,
    options,
  );
  const { continuingSubwordPrefix: prefix = "", endOfWordSuffix: suffix = "" } = rest;
  const { counts, length, words } = countCodePoints(trainer, wordCounts);

  const vocabulary = new Vocabulary();
  for (const { content } of specialTokens) vocabulary.add(content);
  const alphabet = { initialAlphabet: rest.initialAlphabet, limit: rest.limitAlphabet };
  for (const codePoint of chooseAlphabet(counts, alphabet)) vocabulary.add(String.fromCodePoint(codePoint));
  onProgress({ stage: "tokenize words", done: 0, total: words });
  const encoded = encodeWords(wordCounts, vocabulary, { length, prefix, suffix });
  onProgress({ stage: "tokenize words", done: words, total: words });
  if (vocabulary.size > vocabSize)
    throw new VocabularyTooSmallError(vocabSize, vocabulary.size, ", or set limitAlphabet");

  const merges = learnMerges(encoded, vocabulary, {
    ...{ vocabSize, minFrequency, prefix, onProgress },
    maxTokenLength: maxTokenLength ?? Number.POSITIVE_INFINITY,
  });
  const model: BpeModel = {
    type: "BPE",
    ...{ dropout: null, unk_token: null },
    continuing_subword_prefix: rest.continuingSubwordPrefix ?? null,
    end_of_word_suffix: rest.endOfWordSuffix ?? null,
    ...{ fuse_unk: false, byte_fallback: false, ignore_merges: false },
    vocab: vocabulary.toJSON(),
    merges: merges.map(([first, second]) => [vocabulary.token(first), vocabulary.token(second)]),
  };
  return { model, specialTokens };
}
