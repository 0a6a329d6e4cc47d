/**
 * A map from pairs of non-negative integers to integers: open addressing in flat arrays, which for hundreds of thousands
 * of pairs is several times as fast as a Map with a joint key.
 */
export class PairTable {
  #firsts: Int32Array;
  #seconds: Int32Array;
  #values: Int32Array;
  #mask: number;
  #size = 0;

  constructor(expected = 8) {
    const capacity = 2 ** Math.ceil(Math.log2(Math.max(16, 2 * expected)));
    this.#firsts = new Int32Array(capacity).fill(-1);
    this.#seconds = new Int32Array(capacity);
    this.#values = new Int32Array(capacity);
    this.#mask = capacity - 1;
  }

  /** −1 if there is none. */
  get(first: number, second: number): number {
    const slot = this.#slot(first, second);
    return this.#firsts[slot] === -1 ? -1 : (this.#values[slot] as number);
  }

  set(first: number, second: number, value: number): void {
    let slot = this.#slot(first, second);
    if (this.#firsts[slot] === -1) {
      if (2 * (this.#size + 1) > this.#firsts.length) {
        this.#grow();
        slot = this.#slot(first, second);
      }
      this.#size += 1;
    }
    this.#firsts[slot] = first;
    this.#seconds[slot] = second;
    this.#values[slot] = value;
  }

  #slot(first: number, second: number): number {
    let hash = Math.imul(first, 0x9e3779b1) ^ Math.imul(second + 0x7f4a7c15, 0x85ebca77);
    hash ^= hash >>> 15;
    let slot = hash & this.#mask;
    while (this.#firsts[slot] !== -1 && (this.#firsts[slot] !== first || this.#seconds[slot] !== second))
      slot = (slot + 1) & this.#mask;
    return slot;
  }

  #grow(): void {
    const [firsts, seconds, values] = [this.#firsts, this.#seconds, this.#values];
    const grown = new PairTable(firsts.length);
    for (let i = 0; i < firsts.length; i++)
      if (firsts[i] !== -1) grown.set(firsts[i] as number, seconds[i] as number, values[i] as number);
    this.#firsts = grown.#firsts;
    this.#seconds = grown.#seconds;
    this.#values = grown.#values;
    this.#mask = grown.#mask;
  }
}
