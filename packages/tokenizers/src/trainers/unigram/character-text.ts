import { type CodePointCounts, codePointAt, codePointLimit } from "../code-points.ts";

/** What stands between words, and for NUL, which is in no piece. */
export const boundary = 0;

/** Characters as numbers, in as few bytes as the alphabet allows. */
export type Characters = Uint16Array | Int32Array;

/** All words one after another, each character as a small number: 1, 2, … in the order of code points. */
export interface CharacterText {
  readonly characters: Characters;
  /** Where each word begins. There is a boundary behind each. */
  readonly starts: Int32Array;
  readonly lengths: Int32Array;
  /** How often each word occurs. */
  readonly counts: Float64Array;
  /** Code point of each character. */
  readonly alphabet: Int32Array;
  /** How often each character occurs. */
  readonly frequencies: Float64Array;
}

export function toCharacterText(
  wordCounts: ReadonlyMap<string, number>,
  { counts: codePoints, words, length }: CodePointCounts,
): CharacterText {
  const numbers = new Int32Array(codePointLimit);
  const alphabet = [0];
  for (let codePoint = 1; codePoint < codePointLimit; codePoint++)
    if ((codePoints[codePoint] as number) > 0) numbers[codePoint] = alphabet.push(codePoint) - 1;

  const characters = new (alphabet.length > 0xffff ? Int32Array : Uint16Array)(length + words);
  const starts = new Int32Array(words);
  const lengths = new Int32Array(words);
  const counts = new Float64Array(words);
  let [word, end] = [0, 0];
  for (const [text, count] of wordCounts) {
    if (text.length === 0) continue;
    starts[word] = end;
    for (let index = 0; index < text.length; index++) {
      const codePoint = codePointAt(text, index);
      if (codePoint > 0xffff) index++;
      characters[end++] = numbers[codePoint] as number;
    }
    lengths[word] = end - (starts[word] as number);
    counts[word++] = count;
    characters[end++] = boundary;
  }
  return {
    ...{ characters, starts, lengths, counts },
    alphabet: Int32Array.from(alphabet),
    frequencies: Float64Array.from(alphabet, (codePoint) =>
      codePoint === 0 ? 0 : (codePoints[codePoint] as number),
    ),
  };
}
