import { grow } from "../grow.ts";
import { PieceTrie } from "./piece-trie.ts";
import type { Pieces } from "./pieces.ts";

/** By how much a character without a piece is less probable than the least probable piece: e¹⁰ times, as in SentencePiece. */
const unknownPenalty = 10;

/** A sum of paths below this has lost digits, or all of them. */
const smallestSum = 1e-280;

/**
 * All ways to put a word together from pieces. Pieces that fit are arcs between positions in the word; where no piece fits
 * a single character, there is an arc of the unknown piece, which has the number after the last piece's.
 */
export class Lattice {
  readonly unknown: number;
  readonly #characters: Int32Array;
  readonly #scores: Float64Array;
  /** P of each piece, 0 for one that is gone. */
  readonly #probabilities: Float64Array;
  #trie = new PieceTrie();

  /** Arcs in the order of their beginnings: the shorter first. */
  #size = 0;
  #from = new Int32Array(1 << 8);
  #to = new Int32Array(1 << 8);
  #piece = new Int32Array(1 << 8);

  #forward = new Float64Array(1 << 8);
  #backward = new Float64Array(1 << 8);
  /** By position: the arc with which its best path ends. */
  #best = new Int32Array(1 << 8);

  constructor(characters: Int32Array, pieces: Pieces) {
    this.unknown = pieces.scores.length;
    this.#characters = characters;
    this.#scores = new Float64Array(this.unknown + 1);
    this.#probabilities = new Float64Array(this.unknown + 1);
    this.setPieces(pieces);
  }

  /** To be called when pieces have gone. */
  setPieces(pieces: Pieces): void {
    this.#trie = new PieceTrie();
    for (const piece of pieces.order)
      this.#trie.insert(
        this.#characters,
        pieces.starts[piece] as number,
        pieces.lengths[piece] as number,
        piece,
      );
    this.setScores(pieces);
  }

  /** To be called when scores have changed. */
  setScores({ scores, order }: Pieces): void {
    let smallest = Number.POSITIVE_INFINITY;
    for (const piece of order) smallest = Math.min(smallest, scores[piece] as number);
    this.#scores.set(scores);
    this.#scores[this.unknown] = smallest - unknownPenalty;
    for (let piece = 0; piece <= this.unknown; piece++)
      this.#probabilities[piece] = Math.exp(this.#scores[piece] as number);
  }

  /** Adds to `expected`, by piece, how often it is in the word on average over all paths, times `count`. */
  addExpected(start: number, length: number, count: number, expected: Float64Array): void {
    this.#populate(start, length);
    const [from, to, piece] = [this.#from, this.#to, this.#piece];
    const [forward, backward, probabilities] = [this.#forward, this.#backward, this.#probabilities];
    forward.fill(0, 1, length + 1);
    forward[0] = 1;
    for (let arc = 0; arc < this.#size; arc++) {
      const end = to[arc] as number;
      const probability = probabilities[piece[arc] as number] as number;
      forward[end] = (forward[end] as number) + (forward[from[arc] as number] as number) * probability;
    }
    const sum = forward[length] as number;
    if (!(sum > smallestSum)) {
      this.#addExpectedByLogarithms(length, count, expected);
      return;
    }

    backward.fill(0, 0, length);
    backward[length] = 1;
    const scale = count / sum;
    for (let arc = this.#size - 1; arc >= 0; arc--) {
      const begin = from[arc] as number;
      const id = piece[arc] as number;
      const rest = (probabilities[id] as number) * (backward[to[arc] as number] as number);
      backward[begin] = (backward[begin] as number) + rest;
      expected[id] = (expected[id] as number) + scale * (forward[begin] as number) * rest;
    }
  }

  /** The same for long words, whose paths are less probable than the smallest float. */
  #addExpectedByLogarithms(length: number, count: number, expected: Float64Array): void {
    const [from, to, piece] = [this.#from, this.#to, this.#piece];
    const [forward, backward, scores] = [this.#forward, this.#backward, this.#scores];
    forward.fill(Number.NEGATIVE_INFINITY, 1, length + 1);
    forward[0] = 0;
    for (let arc = 0; arc < this.#size; arc++) {
      const end = to[arc] as number;
      const path = (forward[from[arc] as number] as number) + (scores[piece[arc] as number] as number);
      forward[end] = logAdd(forward[end] as number, path);
    }
    backward.fill(Number.NEGATIVE_INFINITY, 0, length);
    backward[length] = 0;
    for (let arc = this.#size - 1; arc >= 0; arc--) {
      const begin = from[arc] as number;
      const id = piece[arc] as number;
      const rest = (scores[id] as number) + (backward[to[arc] as number] as number);
      backward[begin] = logAdd(backward[begin] as number, rest);
      const share = Math.exp((forward[begin] as number) + rest - (forward[length] as number));
      expected[id] = (expected[id] as number) + count * share;
    }
  }

  /**
   * Writes the pieces of the best path to `path`, last one first; of equally good ones that with the longer last piece.
   *
   * @param except a piece that must not be used
   * @returns the number of pieces, and ln P of the path
   */
  viterbi(start: number, length: number, path: number[], except = -1): number {
    this.#populate(start, length);
    const [from, to, piece, scores] = [this.#from, this.#to, this.#piece, this.#scores];
    const [forward, best] = [this.#forward, this.#best];
    forward.fill(Number.NEGATIVE_INFINITY, 1, length + 1);
    forward[0] = 0;
    for (let arc = 0; arc < this.#size; arc++) {
      const id = piece[arc] as number;
      const end = to[arc] as number;
      const score = (forward[from[arc] as number] as number) + (scores[id] as number);
      if (score > (forward[end] as number) && id !== except) {
        forward[end] = score;
        best[end] = arc;
      }
    }
    path.length = 0;
    for (let end = length; end > 0; ) {
      const arc = best[end] as number;
      path.push(piece[arc] as number);
      end = from[arc] as number;
    }
    return forward[length] as number;
  }

  #populate(start: number, length: number): void {
    if (length >= this.#forward.length) {
      this.#forward = grow(this.#forward, length);
      this.#backward = grow(this.#backward, length);
      this.#best = grow(this.#best, length);
    }
    const characters = this.#characters;
    const scores = this.#scores;
    const trie = this.#trie;
    const pieces = trie.pieces;
    let size = 0;
    for (let begin = 0; begin < length; begin++) {
      if (size + length - begin + 1 >= this.#from.length) {
        const last = size + length - begin + 1;
        this.#from = grow(this.#from, last);
        this.#to = grow(this.#to, last);
        this.#piece = grow(this.#piece, last);
      }
      let known = false;
      let node = 0;
      for (let end = begin; end < length; ) {
        node = trie.child(node, characters[start + end] as number);
        if (node === 0) break;
        end++;
        const piece = pieces[node] as number;
        if (piece < 0 || scores[piece] === Number.NEGATIVE_INFINITY) continue;
        this.#from[size] = begin;
        this.#to[size] = end;
        this.#piece[size++] = piece;
        if (end === begin + 1) known = true;
      }
      if (known) continue;
      this.#from[size] = begin;
      this.#to[size] = begin + 1;
      this.#piece[size++] = this.unknown;
    }
    this.#size = size;
  }
}

/** ln(eᵃ + eᵇ) */
function logAdd(a: number, b: number): number {
  const larger = Math.max(a, b);
  return larger === Number.NEGATIVE_INFINITY
    ? larger
    : larger + Math.log1p(Math.exp(Math.min(a, b) - larger));
}
