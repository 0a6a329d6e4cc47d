import { codePointAt, codePointLimit } from "../code-points.ts";
import type { Vocabulary } from "../vocabulary.ts";

/** All words one after another, as ids of their tokens. */
export interface EncodedWords {
  readonly symbols: Int32Array;
  /** Where each word begins in `symbols`. */
  readonly starts: Int32Array;
  /** How many tokens each word has now. */
  readonly lengths: Int32Array;
  /** How often each word occurs. */
  readonly counts: Float64Array;
}

/**
 * Words as characters, with the prefix before all but the first and the suffix behind the last. Forms of characters that
 * are new to the vocabulary are added to it in the order in which they are met. Characters that are not in it are left out,
 * so that their neighbours meet; words with no pair of tokens are left out too.
 */
export function encodeWords(
  wordCounts: ReadonlyMap<string, number>,
  vocabulary: Vocabulary,
  { length, prefix, suffix }: { length: number; prefix: string; suffix: string },
): EncodedWords {
  const symbols = new Int32Array(length);
  const starts = new Int32Array(wordCounts.size);
  const lengths = new Int32Array(wordCounts.size);
  const counts = new Float64Array(wordCounts.size);

  // By form (bit 0: continues a word, bit 1: ends it) and code point: 0 for not met yet, −1 for none, otherwise id + 1.
  const ids = Array.from({ length: 4 }, (_, form) =>
    form === 0 || ((form & 1 ? prefix : suffix) !== "" && (form & 2 ? suffix : prefix) !== "")
      ? new Int32Array(codePointLimit)
      : new Int32Array(0),
  );
  const lookUp = (codePoint: number, form: number): number => {
    const character = String.fromCodePoint(codePoint);
    if (vocabulary.id(character) === undefined) return -1;
    return vocabulary.add((form & 1 ? prefix : "") + character + (form & 2 ? suffix : "")) + 1;
  };

  let [words, end] = [0, 0];
  for (const [word, count] of wordCounts) {
    const start = end;
    for (let index = 0; index < word.length; ) {
      const first = index === 0;
      const codePoint = codePointAt(word, index);
      index += codePoint > 0xffff ? 2 : 1;
      const form = (first || prefix === "" ? 0 : 1) | (index < word.length || suffix === "" ? 0 : 2);
      const table = ids[form] as Int32Array;
      let id = table[codePoint] as number;
      if (id === 0) {
        id = lookUp(codePoint, form);
        table[codePoint] = id;
      }
      if (id > 0) symbols[end++] = id - 1;
    }
    if (end - start < 2) {
      end = start;
      continue;
    }
    starts[words] = start;
    lengths[words] = end - start;
    counts[words++] = count;
  }
  return {
    symbols: symbols.subarray(0, end),
    starts: starts.subarray(0, words),
    lengths: lengths.subarray(0, words),
    counts: counts.subarray(0, words),
  };
}
