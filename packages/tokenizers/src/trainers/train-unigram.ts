import { z } from "zod";
import { countCodePoints } from "./code-points.ts";
import { VocabularyTooSmallError } from "./errors.ts";
import type { Trained } from "./train-bpe.ts";
import { commonOptions, initialAlphabet, parseOptions } from "./trainer-options.ts";
import { type CharacterText, toCharacterText } from "./unigram/character-text.ts";
import { expectationMaximization } from "./unigram/expectation.ts";
import { Lattice } from "./unigram/lattice.ts";
import { type Pieces, seedPieces } from "./unigram/pieces.ts";
import { prunePieces } from "./unigram/prune.ts";

const schema = z.strictObject({
  ...commonOptions,
  vocabSize: commonOptions.vocabSize.default(8000),
  initialAlphabet,
  /** Stands for characters without a token; put first unless it is one of the special tokens. Default: none. */
  unkToken: z.string().min(1).optional(),
  /** The share of the pieces that each round keeps. */
  shrinkingFactor: z.number().gt(0).lt(1).default(0.75),
  /** In characters. */
  maxPieceLength: z.int().positive().default(16),
  /** Steps of expectation maximization in each round. */
  nSubIterations: z.int().positive().default(2),
  /** How many pieces to start with, at most. */
  seedSize: z.int().positive().default(1_000_000),
});

export type UnigramTrainerOptions = z.input<typeof schema>;

/** The model section of a tokenizer.json. */
export interface UnigramModel {
  readonly type: "Unigram";
  readonly unk_id: number | null;
  readonly vocab: [piece: string, score: number][];
  readonly byte_fallback: false;
}

/** What is left before the last cut, as a multiple of `vocabSize`. */
const surplus = 1.1;

/** What a character gets that has no piece: the lowest score, and this much more for each further one. */
const scoreStep = 0.0001;

/**
 * Trains a unigram language model (Kudo 2018, https://arxiv.org/abs/1804.10959) as SentencePiece and Hugging Face's library
 * do: starts with a million repeated substrings, fits their probabilities by expectation maximization, drops the least
 * useful ones, and so on until `vocabSize` are left.
 *
 * The library sums in the order of a random seed, so its scores differ in the last digits from run to run, and pieces that
 * are nearly equally useful may change places; here all sums are in the order of `wordCounts`.
 *
 * @throws TrainerOptionsError, DuplicateSpecialTokenError, EmptyCorpusError, WordCountError, VocabularyTooSmallError
 */
export function trainUnigram(
  wordCounts: ReadonlyMap<string, number>,
  options: UnigramTrainerOptions = {},
): Trained<UnigramModel> {
  const { vocabSize, specialTokens, unkToken, shrinkingFactor, onProgress, ...rest } = parseOptions(
    "Unigram",
    schema,
    options,
  );
  const codePoints = countCodePoints("Unigram", wordCounts);
  const required = new Set(rest.initialAlphabet.map((character) => character.codePointAt(0) as number));
  for (const [codePoint, count] of codePoints.counts.entries()) if (count > 0) required.add(codePoint);

  const firstTokens = specialTokens.map(({ content }) => content);
  if (unkToken !== undefined && !firstTokens.includes(unkToken)) firstTokens.unshift(unkToken);
  if (required.size + firstTokens.length > vocabSize)
    throw new VocabularyTooSmallError(vocabSize, required.size + firstTokens.length, "");

  const text = toCharacterText(wordCounts, codePoints);
  onProgress({ stage: "seed pieces", done: 0, total: codePoints.words });
  const pieces = seedPieces(text, rest);
  onProgress({ stage: "seed pieces", done: codePoints.words, total: codePoints.words });

  // The unknown piece is one of those that are counted, as in SentencePiece.
  const target = Math.floor(vocabSize * surplus) - 1;
  const shrinks = Math.log(target / pieces.order.length) / Math.log(shrinkingFactor);
  const total = (Math.max(0, Math.trunc(shrinks)) + 1) * rest.nSubIterations;
  const lattice = new Lattice(text, pieces);
  for (let done = 0; ; ) {
    for (let iteration = 0; iteration < rest.nSubIterations; iteration++) {
      onProgress({ stage: "expectation maximization", done, total: Math.max(total, done) });
      expectationMaximization(text, pieces, lattice);
      done++;
    }
    const before = pieces.order.length;
    if (before > target) {
      const share = Math.floor((before + 1) * shrinkingFactor) - 1;
      prunePieces(text, pieces, lattice, Math.max(target, share));
    }
    if (before <= target || pieces.order.length === before) {
      onProgress({ stage: "expectation maximization", done, total: done });
      break;
    }
  }

  const vocab = firstTokens.map((token): [string, number] => [token, 0]);
  vocab.push(...finalPieces(text, pieces, required, new Set(firstTokens), vocabSize - vocab.length));
  const unkId = unkToken === undefined ? null : firstTokens.indexOf(unkToken);
  return { model: { type: "Unigram", unk_id: unkId, vocab, byte_fallback: false }, specialTokens };
}

/** All characters, then the other pieces in their order until there are `size`; sorted by score. */
function finalPieces(
  { characters, alphabet }: CharacterText,
  { starts, lengths, scores, order }: Pieces,
  required: ReadonlySet<number>,
  taken: ReadonlySet<string>,
  size: number,
): [piece: string, score: number][] {
  const spell = (piece: number): string => {
    const start = starts[piece] as number;
    const codePoints = characters.subarray(start, start + (lengths[piece] as number));
    return String.fromCodePoint(...Array.from(codePoints, (character) => alphabet[character] as number));
  };
  const known = new Map(Array.from(order, (piece) => [spell(piece), scores[piece] as number]));
  let lowest = order.reduce(
    (score, piece) => Math.min(score, scores[piece] as number),
    Number.POSITIVE_INFINITY,
  );

  const chosen = new Map<string, number>();
  for (const codePoint of [...required].sort((a, b) => a - b)) {
    const character = String.fromCodePoint(codePoint);
    if (taken.has(character)) continue;
    const score = known.get(character);
    chosen.set(character, score ?? lowest);
    if (score === undefined) lowest += scoreStep;
  }
  for (const [piece, score] of known) {
    if (chosen.size >= size) break;
    if (!taken.has(piece) && !chosen.has(piece)) chosen.set(piece, score);
  }
  return [...chosen].sort(([, a], [, b]) => b - a);
}
