import { UnreachableSizeError } from "./errors.ts";
import {
  byCodePoint,
  computePairFrequencies,
  mergePairInWords,
  PairMap,
  type Splits,
  type WordFrequencies,
} from "./pairs.ts";

/** Marks the tokens that continue a word. */
const prefix = "##";

/** "word" as w ##o ##r ##d. */
export function splitWithPrefix(word: string): string[] {
  return Array.from(word, (character, index) => (index === 0 ? character : prefix + character));
}

/** "##ab" + "##c" = "##abc": the second token loses its prefix. */
export function joinWithPrefix(first: string, second: string): string {
  return first + (second.startsWith(prefix) ? second.slice(prefix.length) : second);
}

/**
 * score(a, b) = frequency of the pair / (frequency of a × frequency of b): pairs come first whose parts seldom occur
 * without each other.
 *
 * The course's walk through hug, pug, pun, bun, hugs slips here. After ("##g", "##s") and ("h", "##u") it lets
 * ("hu", "##g") and ("hu", "##gs") tie at 1/15. But "##g" still occurs 15 times (10 in hug, 5 in pug), so the scores are
 * 10 / (15 × 15) = 2/45 and 5 / (15 × 5) = 1/15, and the next token is "hugs", not "hug".
 */
export function computePairScores(splits: Splits, wordFrequencies: WordFrequencies): PairMap {
  const tokenFrequencies = new Map<string, number>();
  for (const [word, tokens] of splits)
    for (const token of tokens)
      tokenFrequencies.set(token, (tokenFrequencies.get(token) ?? 0) + (wordFrequencies.get(word) ?? 0));

  const scores = new PairMap();
  for (const [pair, frequency] of computePairFrequencies(splits, wordFrequencies)) {
    const [first, second] = pair.map((token) => tokenFrequencies.get(token) as number) as [number, number];
    scores.set(pair, frequency / (first * second));
  }
  return scores;
}

/**
 * WordPiece as section 6.6 of the course teaches it, after Schuster and Nakajima (2012) and what is known of BERT: like
 * byte-pair encoding, but the pair to join is the one of the highest score. Only the vocabulary is kept.
 *
 * The trainer in `trainers/`, like Hugging Face's library, does not do this: Google never published its training, so the
 * library runs byte-pair encoding on the prefixed characters (most frequent pair, not highest score) and keeps that
 * vocabulary. Its alphabet also has every character without the prefix, even those that never begin a word.
 *
 * @returns special tokens, alphabet in code-point order, then the joined tokens: a token's index is its id
 * @throws UnreachableSizeError if the alphabet alone is larger than `vocabSize`, or all words are whole before it is reached
 */
export function trainWordPiece(
  wordFrequencies: WordFrequencies,
  { vocabSize, specialTokens = [] }: { vocabSize: number; specialTokens?: readonly string[] },
): string[] {
  let splits: Splits = new Map([...wordFrequencies.keys()].map((word) => [word, splitWithPrefix(word)]));
  const alphabet = new Set([...splits.values()].flat());
  const vocab = [...specialTokens, ...[...alphabet].sort(byCodePoint)];
  if (vocab.length > vocabSize)
    throw new UnreachableSizeError(
      `at least ${vocab.length} for the special tokens and the alphabet`,
      vocabSize,
    );

  while (vocab.length < vocabSize) {
    const pair = computePairScores(splits, wordFrequencies).best();
    if (pair === undefined)
      throw new UnreachableSizeError(`at most ${vocab.length}, where every word is a token`, vocabSize);
    const joined = joinWithPrefix(...pair);
    splits = mergePairInWords(pair, joined, splits);
    vocab.push(joined);
  }
  return vocab;
}

/**
 * The tokens of pre-tokenized words: from the left, always the longest token of the vocabulary. A word that cannot be
 * finished so is one `unkToken`, whatever was found at its beginning.
 */
export function tokenizeWordPiece(
  words: Iterable<string>,
  vocab: Iterable<string>,
  { unkToken = "[UNK]" }: { unkToken?: string } = {},
): string[] {
  const known = new Set(vocab);
  return Array.from(words, (word) => longestFirst(Array.from(word), known) ?? [unkToken]).flat();
}

function longestFirst(characters: readonly string[], known: ReadonlySet<string>): string[] | undefined {
  const tokens: string[] = [];
  for (let start = 0, end = 0; start < characters.length; start = end) {
    const piece = () => (start === 0 ? "" : prefix) + characters.slice(start, end).join("");
    end = characters.length;
    while (end > start && !known.has(piece())) end--;
    if (end === start) return undefined;
    tokens.push(piece());
  }
  return tokens;
}
