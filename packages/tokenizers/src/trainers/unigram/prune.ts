import type { CharacterText } from "./character-text.ts";
import type { Lattice } from "./lattice.ts";
import type { Pieces } from "./pieces.ts";

/**
 * Drops the pieces that the likelihood of the words misses least, until `size` are left. Characters stay, pieces on no best
 * path go. What a piece is worth is estimated by putting the best segmentation of itself without itself in its place:
 *
 * loss = f/N · (ln f/S − Σ ln (fₐ + f)/(S + f·(n − 1)))
 *
 * with f, fₐ how often the piece and each piece a of that segmentation are on the best paths of all words, S the sum of
 * these frequencies, and N the number of words. For n SentencePiece takes the number of pieces a, by which S would grow;
 * Hugging Face's library takes the number of all pieces, which spares frequent ones, and so does this.
 */
export function prunePieces(text: CharacterText, pieces: Pieces, lattice: Lattice, size: number): void {
  const { starts, lengths, counts } = text;
  const frequencies = new Float64Array(lattice.unknown + 1);
  const path: number[] = [];
  let words = 0;
  for (let word = 0; word < starts.length; word++) {
    const count = counts[word] as number;
    words += count;
    lattice.viterbi(starts[word] as number, lengths[word] as number, path);
    for (const piece of path) frequencies[piece] = (frequencies[piece] as number) + count;
  }
  const sum = frequencies.reduce((total, frequency) => total + frequency, 0);

  const kept: number[] = [];
  const candidates: number[] = [];
  const losses = new Float64Array(lattice.unknown);
  for (const piece of pieces.order) {
    const length = pieces.lengths[piece] as number;
    const frequency = frequencies[piece] as number;
    if (length === 1) kept.push(piece);
    if (length === 1 || frequency === 0) continue;
    const alternative = lattice.viterbi(pieces.starts[piece] as number, length, path, piece);
    if (alternative > (pieces.scores[piece] as number)) {
      kept.push(piece);
      continue;
    }
    const logSum = Math.log(sum + frequency * pieces.order.length);
    let logProbability = 0;
    for (const part of path) logProbability += Math.log((frequencies[part] as number) + frequency) - logSum;
    losses[piece] = (frequency / words) * (Math.log(frequency) - Math.log(sum) - logProbability);
    candidates.push(piece);
  }
  candidates.sort((a, b) => (losses[b] as number) - (losses[a] as number));
  pieces.order = Int32Array.from([...kept, ...candidates.slice(0, Math.max(0, size - kept.length))]);
  const scores = pieces.scores.slice();
  pieces.scores.fill(Number.NEGATIVE_INFINITY);
  for (const piece of pieces.order) pieces.scores[piece] = scores[piece] as number;
  lattice.update(pieces);
}
