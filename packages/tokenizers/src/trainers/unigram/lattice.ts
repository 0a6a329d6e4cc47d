import { grow } from "../grow.ts";
import type { Characters, CharacterText } from "./character-text.ts";
import { none, PieceTrie } from "./piece-trie.ts";
import { comparePieces, type Pieces } from "./pieces.ts";

/** By how much a character without a piece is less probable than the least probable piece: e¹⁰ times, as in SentencePiece. */
const unknownPenalty = 10;

/** While more than this share of the trie's pieces is left, it is not worth while to make a smaller one. */
const mostlyLeft = 0.9;

/** Sums of paths below the first are multiplied by the second, so that those of long words stay above zero. */
const smallestSum = 1e-100;
const rescale = 1e100;

/**
 * All ways to put a word together from pieces. Pieces that fit are arcs between positions in the word; where no piece fits
 * a single character, there is an arc of the unknown piece, which has the number after the last piece's.
 */
export class Lattice {
  readonly unknown: number;
  readonly #characters: Characters;
  readonly #alphabetSize: number;
  /** Characters of the longest piece. */
  readonly #longest: number;
  readonly #scores: Float64Array;
  /** The pieces in the order of their characters. */
  #sorted: Int32Array;
  #trie: PieceTrie;

  /** Arcs by where they begin: those from position i are arcs[i], …, arcs[i + 1] − 1. */
  #arcs = new Int32Array(1 << 8);
  #ends = new Int32Array(1 << 8);
  /** Nodes of the trie, `none` for the unknown piece. */
  #nodes = new Int32Array(1 << 8);

  #forward = new Float64Array(1 << 8);
  #backward = new Float64Array(1 << 8);
  /** By position: how often the sum of paths to it was rescaled. */
  #rescales = new Int32Array(1 << 8);
  /** By position: where the last piece of its best path begins, and which it is. */
  #bestStart = new Int32Array(1 << 8);
  #bestPiece = new Int32Array(1 << 8);

  constructor({ characters, alphabet }: CharacterText, pieces: Pieces) {
    this.unknown = pieces.scores.length;
    this.#characters = characters;
    this.#alphabetSize = alphabet.length;
    this.#longest = pieces.lengths.reduce((longest, length) => Math.max(longest, length), 1);
    this.#scores = new Float64Array(this.unknown + 1);
    this.#sorted = pieces.order.slice().sort((a, b) => comparePieces(characters, pieces, a, b));
    this.#trie = new PieceTrie(characters, this.#alphabetSize, pieces, this.#sorted);
    this.update(pieces);
  }

  /** To be called when scores have changed or pieces have gone. Nothing is expected yet. */
  update(pieces: Pieces): void {
    const { scores, order } = pieces;
    if (order.length < mostlyLeft * this.#sorted.length) {
      this.#sorted = this.#sorted.filter((piece) => scores[piece] !== Number.NEGATIVE_INFINITY);
      this.#trie = new PieceTrie(this.#characters, this.#alphabetSize, pieces, this.#sorted);
    }
    let smallest = Number.POSITIVE_INFINITY;
    for (const piece of order) smallest = Math.min(smallest, scores[piece] as number);
    this.#scores.set(scores);
    this.#scores[this.unknown] = smallest - unknownPenalty;
    const { links, values, nodes } = this.#trie;
    for (const piece of this.#sorted) {
      const node = nodes[piece] as number;
      const score = scores[piece] as number;
      values[4 * node + 2] = Math.exp(score);
      values[4 * node + 3] = 0;
      if (score === Number.NEGATIVE_INFINITY) links[8 * node + 2] = none;
    }
  }

  /** How often a piece is expected in the words so far. */
  expected(piece: number): number {
    return this.#trie.values[4 * (this.#trie.nodes[piece] as number) + 3] as number;
  }

  /** Adds to what is expected how often each piece is in the word on average over all paths, times `count`. */
  addExpected(start: number, length: number, count: number): void {
    if (length + 1 >= this.#arcs.length) this.#growPositions(length + 1);
    const characters = this.#characters;
    const trie = this.#trie;
    const { links, values, roots } = trie;
    const [arcs, forward, backward, rescales] = [this.#arcs, this.#forward, this.#backward, this.#rescales];
    const unknown = Math.exp(this.#scores[this.unknown] as number);
    const stop = start + length;

    forward.fill(0, 1, length + 1);
    forward[0] = 1;
    let size = 0;
    let times = 0;
    for (let begin = 0; begin < length; begin++) {
      if ((forward[begin] as number) < smallestSum) {
        this.#rescale(forward, begin, length);
        times++;
      }
      rescales[begin] = times;
      arcs[begin] = size;
      if (size + this.#longest >= this.#ends.length) this.#growArcs(size + this.#longest);
      const [ends, nodes] = [this.#ends, this.#nodes];
      const sum = forward[begin] as number;
      let position = start + begin;
      let node = roots[characters[position] as number] as number;
      let known = false;
      while (node !== none) {
        position++;
        if (links[8 * node + 2] !== none) {
          const end = position - start;
          forward[end] = (forward[end] as number) + sum * (values[4 * node + 2] as number);
          ends[size] = end;
          nodes[size++] = node;
          if (end === begin + 1) known = true;
        }
        if (position === stop) break;
        node = trie.child(node, characters[position] as number);
      }
      if (known) continue;
      forward[begin + 1] = (forward[begin + 1] as number) + sum * unknown;
      ends[size] = begin + 1;
      nodes[size++] = none;
    }
    arcs[length] = size;

    const [ends, nodes] = [this.#ends, this.#nodes];
    const scale = count / (forward[length] as number);
    const total = times;
    backward[length] = 1;
    times = 0;
    for (let begin = length - 1; begin >= 0; begin--) {
      const excess = total - times - (rescales[begin] as number);
      const share = (forward[begin] as number) * scale * (excess === 0 ? 1 : rescale ** excess);
      let sum = 0;
      const last = arcs[begin + 1] as number;
      for (let arc = arcs[begin] as number; arc < last; arc++) {
        const node = nodes[arc] as number;
        const after = backward[ends[arc] as number] as number;
        if (node === none) {
          sum += unknown * after;
          continue;
        }
        const rest = (values[4 * node + 2] as number) * after;
        sum += rest;
        values[4 * node + 3] = (values[4 * node + 3] as number) + share * rest;
      }
      backward[begin] = sum;
      if (sum < smallestSum) {
        this.#rescale(backward, begin, length);
        times++;
      }
    }
  }

  /** Multiplies the sum at a position, and those that are still to be added to it or to be read. */
  #rescale(sums: Float64Array, from: number, length: number): void {
    const to = Math.min(length, from + this.#longest);
    for (let position = from; position <= to; position++)
      sums[position] = (sums[position] as number) * rescale;
  }

  /**
   * Writes the pieces of the best path to `path`, last one first; of equally good ones that with the longer last piece.
   *
   * @param except a piece that must not be used
   * @returns ln P of the path
   */
  viterbi(start: number, length: number, path: number[], except = none): number {
    if (length + 1 >= this.#arcs.length) this.#growPositions(length + 1);
    const [characters, scores] = [this.#characters, this.#scores];
    const trie = this.#trie;
    const { links, roots } = trie;
    const [forward, bestStart, bestPiece] = [this.#forward, this.#bestStart, this.#bestPiece];
    const stop = start + length;

    forward.fill(Number.NEGATIVE_INFINITY, 1, length + 1);
    forward[0] = 0;
    for (let begin = 0; begin < length; begin++) {
      const before = forward[begin] as number;
      let position = start + begin;
      let node = roots[characters[position] as number] as number;
      let piece = node === none ? none : (links[8 * node + 2] as number);
      // The first arc is of a single character, known or not; `except` is longer.
      if (piece === none) piece = this.unknown;
      for (;;) {
        position++;
        if (piece !== none && piece !== except) {
          const end = position - start;
          const score = before + (scores[piece] as number);
          if (score > (forward[end] as number)) {
            forward[end] = score;
            bestStart[end] = begin;
            bestPiece[end] = piece;
          }
        }
        if (node === none || position === stop) break;
        node = trie.child(node, characters[position] as number);
        piece = node === none ? none : (links[8 * node + 2] as number);
        if (node === none) break;
      }
    }
    path.length = 0;
    for (let end = length; end > 0; end = bestStart[end] as number) path.push(bestPiece[end] as number);
    return forward[length] as number;
  }

  #growArcs(last: number): void {
    this.#ends = grow(this.#ends, last);
    this.#nodes = grow(this.#nodes, last);
  }

  #growPositions(last: number): void {
    this.#arcs = grow(this.#arcs, last);
    this.#forward = grow(this.#forward, last);
    this.#backward = grow(this.#backward, last);
    this.#rescales = grow(this.#rescales, last);
    this.#bestStart = grow(this.#bestStart, last);
    this.#bestPiece = grow(this.#bestPiece, last);
  }
}
