/** Room for positions in the mantissa of a number, below the ranks. */
const positions = 2 ** 29;

/** Merges to be done, by rank and then by position: a binary heap. */
export class MergeQueue {
  /** Of what `pop` took out. */
  rank = 0;
  position = 0;
  /** rank · 2²⁹ + position, which compare as they should. */
  #keys = new Float64Array(64);
  #size = 0;

  push(rank: number, position: number): void {
    if (this.#size === this.#keys.length) {
      const grown = new Float64Array(2 * this.#keys.length);
      grown.set(this.#keys);
      this.#keys = grown;
    }
    const keys = this.#keys;
    const key = rank * positions + position;
    let at = this.#size;
    this.#size += 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((keys[parent] as number) <= key) break;
      keys[at] = keys[parent] as number;
      at = parent;
    }
    keys[at] = key;
  }

  /** Takes the first out. False if there is none. */
  pop(): boolean {
    if (this.#size === 0) {
      if (this.#keys.length > 1_000_000) this.#keys = new Float64Array(64);
      return false;
    }
    const keys = this.#keys;
    const first = keys[0] as number;
    this.rank = Math.floor(first / positions);
    this.position = first - this.rank * positions;
    this.#size -= 1;
    const last = keys[this.#size] as number;
    let at = 0;
    while (true) {
      let child = 2 * at + 1;
      if (child >= this.#size) break;
      if (child + 1 < this.#size && (keys[child + 1] as number) < (keys[child] as number)) child += 1;
      if ((keys[child] as number) >= last) break;
      keys[at] = keys[child] as number;
      at = child;
    }
    keys[at] = last;
    return true;
  }
}
