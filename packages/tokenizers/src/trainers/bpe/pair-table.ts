import { grow } from "../grow.ts";

/** Pairs of ids, numbered in the order in which they came, with a count for each. Open addressing, no strings. */
export class PairTable {
  size = 0;
  first: Int32Array;
  second: Int32Array;
  counts: Float64Array;
  /** Number of a pair + 1, or 0 for a free slot. */
  #slots: Int32Array;

  constructor(capacity = 1 << 12) {
    this.first = new Int32Array(capacity);
    this.second = new Int32Array(capacity);
    this.counts = new Float64Array(capacity);
    this.#slots = new Int32Array(2 * capacity);
  }

  /** The number of a pair, or −1 for a pair that never came. */
  find(first: number, second: number): number {
    return (this.#slots[this.#slot(first, second)] as number) - 1;
  }

  /** The number of a pair, which is the next one for a new pair. */
  add(first: number, second: number): number {
    const slot = this.#slot(first, second);
    const known = this.#slots[slot] as number;
    if (known > 0) return known - 1;
    const pair = this.size++;
    if (pair === this.first.length) {
      this.first = grow(this.first, pair);
      this.second = grow(this.second, pair);
      this.counts = grow(this.counts, pair);
    }
    this.first[pair] = first;
    this.second[pair] = second;
    this.#slots[slot] = pair + 1;
    if (this.size * 2 > this.#slots.length) this.#rehash();
    return pair;
  }

  /** Where the pair is, or the free slot where it would go. */
  #slot(first: number, second: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    // Multiplicative hashing: odd constants near 2³² / golden ratio, then the high bits brought down.
    let hash = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca77);
    hash = (hash ^ (hash >>> 15)) & mask;
    for (;;) {
      const pair = (slots[hash] as number) - 1;
      if (pair < 0 || (this.first[pair] === first && this.second[pair] === second)) return hash;
      hash = (hash + 1) & mask;
    }
  }

  #rehash(): void {
    this.#slots = new Int32Array(2 * this.#slots.length);
    for (let pair = 0; pair < this.size; pair++)
      this.#slots[this.#slot(this.first[pair] as number, this.second[pair] as number)] = pair + 1;
  }
}
