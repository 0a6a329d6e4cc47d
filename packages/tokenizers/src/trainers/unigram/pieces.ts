import type { Characters, CharacterText } from "./character-text.ts";
import { repeatedSubstrings } from "./repeated-substrings.ts";

/**
 * Candidates for tokens. Piece i is characters[starts[i]], …, of `lengths[i]` characters of the text; it keeps its number
 * when others go.
 */
export interface Pieces {
  readonly starts: Int32Array;
  readonly lengths: Int32Array;
  /** ln P of each piece; −∞ for one that is gone. */
  readonly scores: Float64Array;
  /** The pieces that are left, in the order in which the model would list them. */
  order: Int32Array;
}

/**
 * The pieces to start with, as SentencePiece takes them: all characters, then repeated substrings by occurrences × length,
 * `seedSize` in all. A word counts once for a substring, and as often as it occurs for a character. Equal ones are in
 * descending order of code points, as in Hugging Face's library.
 */
export function seedPieces(
  { characters, alphabet, frequencies }: CharacterText,
  { seedSize, maxPieceLength }: { seedSize: number; maxPieceLength: number },
): Pieces {
  const substrings = repeatedSubstrings(characters, alphabet.length, maxPieceLength, seedSize);
  const weights = Float64Array.from(
    substrings.counts,
    (count, index) => count * (substrings.lengths[index] as number),
  );
  const singles = Array.from(alphabet.keys()).slice(1);
  singles.sort((a, b) => (frequencies[b] as number) - (frequencies[a] as number) || b - a);
  const chosen = heaviest(weights, Math.max(1, seedSize - singles.length));
  chosen.sort(
    (a, b) => (weights[b] as number) - (weights[a] as number) || comparePieces(characters, substrings, b, a),
  );

  const size = singles.length + chosen.length;
  const starts = new Int32Array(size);
  const lengths = new Int32Array(size).fill(1);
  const scores = new Float64Array(size);
  const firstPlaces = new Int32Array(alphabet.length);
  for (let place = characters.length - 1; place >= 0; place--)
    firstPlaces[characters[place] as number] = place;
  for (const [piece, character] of singles.entries()) {
    starts[piece] = firstPlaces[character] as number;
    scores[piece] = frequencies[character] as number;
  }
  for (let index = 0; index < chosen.length; index++) {
    const piece = singles.length + index;
    const substring = chosen[index] as number;
    starts[piece] = substrings.starts[substring] as number;
    lengths[piece] = substrings.lengths[substring] as number;
    scores[piece] = weights[substring] as number;
  }
  const logSum = Math.log(scores.reduce((sum, score) => sum + score, 0));
  for (let piece = 0; piece < size; piece++) scores[piece] = Math.log(scores[piece] as number) - logSum;
  return { starts, lengths, scores, order: Int32Array.from(scores.keys()) };
}

/** By their characters, a beginning before what continues it. */
export function comparePieces(
  characters: Characters,
  { starts, lengths }: Pick<Pieces, "starts" | "lengths">,
  a: number,
  b: number,
): number {
  const [left, right] = [starts[a] as number, starts[b] as number];
  const [m, n] = [lengths[a] as number, lengths[b] as number];
  for (let index = 0; index < m && index < n; index++) {
    const difference = (characters[left + index] as number) - (characters[right + index] as number);
    if (difference !== 0) return difference;
  }
  return m - n;
}

/** The indices of the `size` largest weights, and of all that equal the smallest of them. */
function heaviest(weights: Float64Array, size: number): Int32Array {
  const threshold = size < weights.length ? (weights.toSorted()[weights.length - size] as number) : 0;
  const indices = new Int32Array(weights.length);
  let count = 0;
  for (let index = 0; index < weights.length; index++)
    if ((weights[index] as number) >= threshold) indices[count++] = index;
  return indices.subarray(0, count);
}
