import { grow } from "../grow.ts";
import type { OnProgress } from "../trainer-options.ts";
import type { Vocabulary } from "../vocabulary.ts";
import { Candidates } from "./candidates.ts";
import type { EncodedWords } from "./encoded-words.ts";

export interface MergeOptions {
  readonly vocabSize: number;
  readonly minFrequency: number;
  /** New pairs of this many characters, or more, are not joined. */
  readonly maxTokenLength: number;
  readonly prefix: string;
  readonly onProgress: OnProgress;
}

/**
 * Byte-pair encoding: joins the most frequent pair until the vocabulary is full or no pair is frequent enough, and adds
 * the new tokens to the vocabulary. Counts of pairs are kept up to date, so each merge visits only words that it changes.
 *
 * What counts as a candidate is as in Hugging Face's library, because the result shows it. Two merges can give the same
 * token ("aa" + "a" and "a" + "aa"), so a pair with this token may come up again after it was queued, or merged. It is
 * then merged once for each candidate, in the words of that candidate, and its place among the merges is the last one.
 *
 * @param words is used up
 * @returns pairs of ids, in the order in which they are to be applied
 */
export function learnMerges(
  words: EncodedWords,
  vocabulary: Vocabulary,
  { vocabSize, minFrequency, maxTokenLength, prefix, onProgress }: MergeOptions,
): [first: number, second: number][] {
  const { symbols, starts, lengths, counts } = words;
  const candidates = new Candidates(symbols.length);
  const { pairs } = candidates;
  queueInitialPairs(words, candidates, onProgress);

  /** Number of characters in each token. */
  let tokenLengths = new Int32Array(vocabulary.size).fill(1);
  /** The merges, by the number of their pair: one that comes again moves to the end. */
  const merges = new Map<number, [first: number, second: number]>();
  const size = vocabulary.size;
  const report = () =>
    onProgress({ stage: "compute merges", done: vocabulary.size - size, total: vocabSize - size });
  const step = Math.max(1, Math.floor((vocabSize - size) / 100));
  report();

  while (vocabulary.size < vocabSize) {
    const candidate = candidates.take();
    if (candidate === undefined) break;
    const { pair, start, end } = candidate;
    const pairCount = pairs.counts[pair] as number;
    if (pairCount < 1 || pairCount < minFrequency) break;

    const first = pairs.first[pair] as number;
    const second = pairs.second[pair] as number;
    const joined = vocabulary.add(join(vocabulary.token(first), vocabulary.token(second), prefix));
    tokenLengths = grow(tokenLengths, joined);
    const joinedLength = (tokenLengths[first] as number) + (tokenLengths[second] as number);
    tokenLengths[joined] = joinedLength;
    merges.delete(pair);
    merges.set(pair, [first, second]);

    const { occurrences } = candidates;
    const lengthLimit = maxTokenLength - joinedLength;
    for (let occurrence = start; occurrence < end; occurrence++) {
      const word = occurrences[occurrence] as number;
      const count = counts[word] as number;
      const wordStart = starts[word] as number;
      const wordEnd = wordStart + (lengths[word] as number);
      let write = wordStart;
      for (let read = wordStart; read < wordEnd; read++) {
        const symbol = symbols[read] as number;
        if (symbol !== first || read + 1 >= wordEnd || symbols[read + 1] !== second) {
          symbols[write++] = symbol;
          continue;
        }
        read++;
        if (write > wordStart) {
          const before = symbols[write - 1] as number;
          decrease(before, first, count);
          if ((tokenLengths[before] as number) < lengthLimit) increase(before, joined, count, word);
        }
        if (read + 1 < wordEnd) {
          const after = symbols[read + 1] as number;
          decrease(second, after, count);
          if ((tokenLengths[after] as number) < lengthLimit) increase(joined, after, count, word);
        }
        symbols[write++] = joined;
      }
      lengths[word] = write - wordStart;
    }
    candidates.queueNoted();
    if ((vocabulary.size - size) % step === 0) report();
  }
  report();
  return [...merges.values()];

  function increase(left: number, right: number, count: number, word: number): void {
    const pair = pairs.add(left, right);
    pairs.counts[pair] = (pairs.counts[pair] as number) + count;
    candidates.note(pair, word);
  }

  function decrease(left: number, right: number, count: number): void {
    const pair = pairs.find(left, right);
    // A pair too long to be joined was never counted.
    if (pair >= 0) pairs.counts[pair] = (pairs.counts[pair] as number) - count;
  }
}

function queueInitialPairs(words: EncodedWords, candidates: Candidates, onProgress: OnProgress): void {
  const { symbols, starts, lengths, counts } = words;
  const { pairs } = candidates;
  const total = starts.length;
  onProgress({ stage: "count pairs", done: 0, total });
  for (let word = 0; word < total; word++) {
    const start = starts[word] as number;
    const end = start + (lengths[word] as number);
    for (let index = start + 1; index < end; index++) {
      const pair = pairs.add(symbols[index - 1] as number, symbols[index] as number);
      pairs.counts[pair] = (pairs.counts[pair] as number) + (counts[word] as number);
    }
  }
  candidates.queue((visit) => {
    for (let word = 0; word < total; word++) {
      const start = starts[word] as number;
      const end = start + (lengths[word] as number);
      for (let index = start + 1; index < end; index++)
        visit(pairs.find(symbols[index - 1] as number, symbols[index] as number), word);
    }
  });
  onProgress({ stage: "count pairs", done: total, total });
}

/** "##ab" and "##c" give "##abc". */
function join(first: string, second: string, prefix: string): string {
  return first + (second.startsWith(prefix) ? second.slice(prefix.length) : second);
}
