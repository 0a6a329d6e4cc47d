import { UnknownCharacterError, UnreachableSizeError } from "./errors.ts";
import {
  byCodePoint,
  computePairFrequencies,
  mergePair,
  mergePairInWords,
  type Pair,
  type Splits,
  type WordFrequencies,
} from "./pairs.ts";

export interface ScratchBpe {
  /** Special tokens, the alphabet in code-point order, then one token for each merge: a token's index is its id. */
  readonly vocab: readonly string[];
  /** The pairs that were joined, in the order in which they were learned. */
  readonly merges: readonly Pair[];
}

/**
 * Byte-pair encoding as section 6.5 of the course teaches it (Sennrich et al. 2016, https://arxiv.org/abs/1508.07909):
 * start with single characters and join, again and again, the two neighbours that occur together most often.
 *
 * It counts all pairs anew for every merge, so its time grows with words × merges. `trainers/` has the version for real
 * corpora, which differs in these points:
 * - of equally frequent pairs it takes the one with the smaller ids, and this one the pair that was met first, so the
 *   two may learn different merges;
 * - it can limit or extend the alphabet, skip rare pairs and bound the length of tokens;
 * - where two merges give the same token it keeps it once, and this one lists it twice.
 *
 * @throws UnreachableSizeError if the alphabet alone is larger than `vocabSize`, or all words are whole before it is reached
 */
export function trainBpe(
  wordFrequencies: WordFrequencies,
  { vocabSize, specialTokens = [] }: { vocabSize: number; specialTokens?: readonly string[] },
): ScratchBpe {
  let splits: Splits = new Map([...wordFrequencies.keys()].map((word) => [word, Array.from(word)]));
  const alphabet = new Set([...splits.values()].flat());
  const vocab = [...specialTokens, ...[...alphabet].sort(byCodePoint)];
  if (vocab.length > vocabSize)
    throw new UnreachableSizeError(
      `at least ${vocab.length} for the special tokens and the alphabet`,
      vocabSize,
    );

  const merges: Pair[] = [];
  while (vocab.length < vocabSize) {
    const pair = computePairFrequencies(splits, wordFrequencies).best();
    if (pair === undefined)
      throw new UnreachableSizeError(`at most ${vocab.length}, where every word is a token`, vocabSize);
    const joined = pair.join("");
    splits = mergePairInWords(pair, joined, splits);
    merges.push(pair);
    vocab.push(joined);
  }
  return { vocab, merges };
}

/**
 * The tokens of pre-tokenized words: all merges, in the order in which they were learned.
 *
 * The course says that its own function throws for an unknown character; in fact it lets the character pass as a token.
 * This one does throw, or takes `unkToken` for it.
 *
 * @throws UnknownCharacterError without an `unkToken`
 */
export function tokenizeBpe(
  words: Iterable<string>,
  { vocab, merges }: ScratchBpe,
  { unkToken }: { unkToken?: string } = {},
): string[] {
  const known = new Set(vocab);
  return Array.from(words, (word) => {
    const characters = Array.from(word, (character) => {
      if (known.has(character)) return character;
      if (unkToken === undefined) throw new UnknownCharacterError(character, word);
      return unkToken;
    });
    return merges.reduce((tokens, pair) => mergePair(pair, pair.join(""), tokens), characters);
  }).flat();
}
