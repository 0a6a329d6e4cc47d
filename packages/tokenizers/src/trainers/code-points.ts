import { EmptyCorpusError, WordCountError } from "./errors.ts";

/** One more than the largest code point. */
export const codePointLimit = 0x110000;

/** What stands for half a surrogate pair, as no tokenizer.json could hold it. */
const replacement = 0xfffd;

/** The code point at `index`. It takes two UTF-16 units if it is above U+FFFF, else one. */
export function codePointAt(text: string, index: number): number {
  const unit = text.charCodeAt(index);
  if (unit < 0xd800 || unit > 0xdfff) return unit;
  const codePoint = text.codePointAt(index) as number;
  return codePoint > 0xffff ? codePoint : replacement;
}

/** How often each code point occurs, and how many there are in the words when each word counts once. */
export interface CodePointCounts {
  readonly counts: Float64Array;
  readonly words: number;
  readonly length: number;
}

/** @throws EmptyCorpusError; WordCountError for a count that is no positive integer */
export function countCodePoints(trainer: string, wordCounts: ReadonlyMap<string, number>): CodePointCounts {
  const counts = new Float64Array(codePointLimit);
  let [words, length] = [0, 0];
  for (const [word, count] of wordCounts) {
    if (!Number.isSafeInteger(count) || count < 1) throw new WordCountError(word, count);
    if (word.length > 0) words++;
    for (let index = 0; index < word.length; index++) {
      const codePoint = codePointAt(word, index);
      if (codePoint > 0xffff) index++;
      counts[codePoint] = (counts[codePoint] as number) + count;
      length++;
    }
  }
  if (words === 0) throw new EmptyCorpusError(trainer);
  return { counts, words, length };
}
