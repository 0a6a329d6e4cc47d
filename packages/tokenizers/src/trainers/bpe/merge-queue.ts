import { grow } from "../grow.ts";

/** Ids are below 2²⁶, so that a pair of them is exact in a float. */
const idLimit = 2 ** 26;

/**
 * Candidates for the next merge: the most frequent first, of equally frequent ones the pair with the smaller ids. A heap
 * with four children to a node, in typed arrays.
 */
export class MergeQueue {
  size = 0;
  #counts = new Float64Array(1 << 12);
  /** first × 2²⁶ + second */
  #keys = new Float64Array(1 << 12);
  #candidates = new Int32Array(1 << 12);

  /** Key of a pair, to push it with. */
  static key(first: number, second: number): number {
    return first * idLimit + second;
  }

  /** What stands first. There must be something. */
  get candidate(): number {
    return this.#candidates[0] as number;
  }

  get count(): number {
    return this.#counts[0] as number;
  }

  push(count: number, key: number, candidate: number): void {
    if (this.size === this.#counts.length) {
      this.#counts = grow(this.#counts, this.size);
      this.#keys = grow(this.#keys, this.size);
      this.#candidates = grow(this.#candidates, this.size);
    }
    let index = this.size++;
    while (index > 0) {
      const parent = (index - 1) >> 2;
      if (!this.#precedes(count, key, parent)) break;
      this.#move(parent, index);
      index = parent;
    }
    this.#put(index, count, key, candidate);
  }

  pop(): void {
    const last = --this.size;
    if (last > 0)
      this.#sink(this.#counts[last] as number, this.#keys[last] as number, this.#candidates[last] as number);
  }

  /** Gives the first candidate another count, and lets it sink to its place. */
  recount(count: number): void {
    this.#sink(count, this.#keys[0] as number, this.candidate);
  }

  #sink(count: number, key: number, candidate: number): void {
    let index = 0;
    for (;;) {
      const from = 4 * index + 1;
      if (from >= this.size) break;
      const to = Math.min(from + 4, this.size);
      let best = from;
      for (let child = from + 1; child < to; child++)
        if (this.#precedes(this.#counts[child] as number, this.#keys[child] as number, best)) best = child;
      if (this.#precedes(count, key, best)) break;
      this.#move(best, index);
      index = best;
    }
    this.#put(index, count, key, candidate);
  }

  #precedes(count: number, key: number, other: number): boolean {
    const otherCount = this.#counts[other] as number;
    return count > otherCount || (count === otherCount && key < (this.#keys[other] as number));
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#counts[from] as number, this.#keys[from] as number, this.#candidates[from] as number);
  }

  #put(index: number, count: number, key: number, candidate: number): void {
    this.#counts[index] = count;
    this.#keys[index] = key;
    this.#candidates[index] = candidate;
  }
}
