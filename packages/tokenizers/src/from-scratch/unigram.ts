import { UnreachableSizeError } from "./errors.ts";
import type { WordFrequencies } from "./pairs.ts";

/** −log P of each token. */
export type UnigramModel = ReadonlyMap<string, number>;

export interface Segmentation {
  readonly tokens: readonly string[];
  /** Sum of the tokens' −log P, plus `startScore`; null for a word that the vocabulary cannot spell. */
  readonly score: number | null;
}

/**
 * The course starts its Viterbi search with a score of 1 where 0 is meant. As every segmentation of a word carries it,
 * none of its choices changes, but its printed scores are one too large for each word, and its loss by the number of
 * words in the corpus. 1 gives the published figures, 0 the negative log-likelihood.
 */
export const courseStartScore = 1;

/** All characters, then the most frequent longer parts of words (the first met of equally frequent ones): `size` in all. */
export function initialTokenFrequencies(wordFrequencies: WordFrequencies, size: number): Map<string, number> {
  const characters = new Map<string, number>();
  const subwords = new Map<string, number>();
  const add = (counts: Map<string, number>, token: string, frequency: number) =>
    counts.set(token, (counts.get(token) ?? 0) + frequency);
  for (const [word, frequency] of wordFrequencies) {
    const letters = Array.from(word);
    for (const [start, letter] of letters.entries()) {
      add(characters, letter, frequency);
      for (let end = start + 2; end <= letters.length; end++)
        add(subwords, letters.slice(start, end).join(""), frequency);
    }
  }
  if (characters.size > size)
    throw new UnreachableSizeError(`at least ${characters.size} for the alphabet`, size);
  const sorted = [...subwords].sort(([, a], [, b]) => b - a);
  return new Map([...characters, ...sorted.slice(0, size - characters.size)]);
}

/**
 * P(token) = frequency / sum of all frequencies, as −log P.
 *
 * With hug 10, pug 5, pun 12, bun 4, hugs 5 the sum is 210. The course's formulas then take P("p") = P("pu") = 5/210,
 * but by its own table both occur 17 times: P([p, u, g]) = 17/210 · 36/210 · 20/210 = 0.0013217 (not 0.000389), and
 * P([pu, g]) = 17/210 · 20/210 = 0.0077098 (not 0.0022676), which is also what it uses for the loss of 169.8.
 */
export function toModel(tokenFrequencies: ReadonlyMap<string, number>): UnigramModel {
  const sum = [...tokenFrequencies.values()].reduce((total, frequency) => total + frequency, 0);
  return new Map([...tokenFrequencies].map(([token, frequency]) => [token, -Math.log(frequency / sum)]));
}

/**
 * The most probable segmentation of a word, by Viterbi's algorithm: for each position the best score of what ends there,
 * and where its last token begins.
 */
export function encodeWord(
  word: string,
  model: UnigramModel,
  { startScore = courseStartScore, unkToken = "<unk>" } = {},
): Segmentation {
  const letters = Array.from(word);
  const scores: (number | null)[] = letters.map(() => null);
  const starts: number[] = letters.map(() => 0);
  for (let start = 0; start < letters.length; start++) {
    const before = start === 0 ? startScore : (scores[start - 1] as number | null);
    if (before === null) continue;
    for (let end = start + 1; end <= letters.length; end++) {
      const tokenScore = model.get(letters.slice(start, end).join(""));
      if (tokenScore === undefined) continue;
      const best = scores[end - 1] as number | null;
      if (best === null || best > tokenScore + before) {
        scores[end - 1] = tokenScore + before;
        starts[end - 1] = start;
      }
    }
  }

  const score = letters.length === 0 ? startScore : (scores.at(-1) as number | null);
  if (score === null) return { tokens: [unkToken], score };
  const tokens: string[] = [];
  for (let end = letters.length; end > 0; end = starts[end - 1] as number)
    tokens.unshift(letters.slice(starts[end - 1], end).join(""));
  return { tokens, score };
}

/** Sum of all words' scores, each as often as the word occurs; infinite if there is a word without one. */
export function computeLoss(
  wordFrequencies: WordFrequencies,
  model: UnigramModel,
  options: { startScore?: number } = {},
): number {
  let loss = 0;
  for (const [word, frequency] of wordFrequencies)
    loss += frequency * (encodeWord(word, model, options).score ?? Number.POSITIVE_INFINITY);
  return loss;
}

/** By how much the loss rises without each token that is not a single character. */
export function computeScores(wordFrequencies: WordFrequencies, model: UnigramModel): Map<string, number> {
  const loss = computeLoss(wordFrequencies, model);
  const scores = new Map<string, number>();
  for (const token of model.keys()) {
    if (Array.from(token).length === 1) continue;
    const without = new Map(model);
    without.delete(token);
    scores.set(token, computeLoss(wordFrequencies, without) - loss);
  }
  return scores;
}

/**
 * Unigram as section 6.7 of the course teaches it (Kudo 2018, https://arxiv.org/abs/1804.10959): start with many tokens
 * and drop, round by round, the share `pruning` of those whose loss hurts least. Characters always stay. As whole shares
 * go, the model may end below `vocabSize`: 98 tokens for the course's 100.
 *
 * The trainer in `trainers/`, like SentencePiece, differs in these points:
 * - candidates are repeated substrings ranked by occurrences × length, a million of them, not the 300 most frequent ones;
 * - probabilities come from expectation maximization over all segmentations of each word (with a sparse prior), not from
 *   how often a token occurs as a substring, and are fitted again in every round;
 * - what a token's loss costs is estimated by putting its own second-best segmentation in its place, for all tokens at
 *   once, not by encoding the corpus again without it;
 * - it stops at 1.1 × `vocabSize` and keeps the best so that the size is met exactly.
 *
 * @throws UnreachableSizeError if there are fewer removable tokens than a round must remove
 */
export function trainUnigram(
  wordFrequencies: WordFrequencies,
  {
    vocabSize,
    initialSize = 3 * vocabSize,
    pruning = 0.1,
  }: { vocabSize: number; initialSize?: number; pruning?: number },
): UnigramModel {
  const tokenFrequencies = initialTokenFrequencies(wordFrequencies, initialSize);
  let model = toModel(tokenFrequencies);
  while (model.size > vocabSize) {
    const removals = Math.floor(model.size * pruning);
    const scores = [...computeScores(wordFrequencies, model)].sort(([, a], [, b]) => a - b);
    if (removals < 1 || removals > scores.length)
      throw new UnreachableSizeError(
        `more than ${model.size - scores.length} characters, and one token a round`,
        vocabSize,
      );
    for (const [token] of scores.slice(0, removals)) tokenFrequencies.delete(token);
    model = toModel(tokenFrequencies);
  }
  return model;
}

/** The tokens of pre-tokenized words. */
export function tokenizeUnigram(words: Iterable<string>, model: UnigramModel): string[] {
  return Array.from(words, (word) => encodeWord(word, model).tokens).flat();
}
