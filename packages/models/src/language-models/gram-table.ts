/** Numbers for the different keys that come, from 0 on: a hash table of 12 bytes a slot, where a Map would take fifty. */
export class GramTable {
  #keys: Float64Array;
  #numbers: Int32Array;
  #size = 0;

  constructor(capacity = 1 << 16) {
    this.#keys = new Float64Array(capacity);
    this.#numbers = new Int32Array(capacity).fill(-1);
  }

  get size(): number {
    return this.#size;
  }

  /** @returns the number of the key, −1 for one that was not added */
  get(key: number): number {
    return this.#numbers[this.#slot(key)] as number;
  }

  /** @returns the number of the key, which is `size` before the call for a new one */
  add(key: number): number {
    const slot = this.#slot(key);
    const known = this.#numbers[slot] as number;
    if (known >= 0) return known;
    this.#keys[slot] = key;
    this.#numbers[slot] = this.#size;
    this.#size += 1;
    if (2 * this.#size > this.#keys.length) this.#grow();
    return this.#size - 1;
  }

  /** Where the key is, or would be: linear probing. */
  #slot(key: number): number {
    const mask = this.#keys.length - 1;
    const high = Math.floor(key / 2 ** 32);
    let slot = Math.imul(key ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1);
    slot = (slot ^ (slot >>> 15)) & mask;
    while ((this.#numbers[slot] as number) >= 0 && this.#keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const [keys, numbers] = [this.#keys, this.#numbers];
    this.#keys = new Float64Array(2 * keys.length);
    this.#numbers = new Int32Array(2 * keys.length).fill(-1);
    for (const [i, number] of numbers.entries()) {
      if (number < 0) continue;
      const slot = this.#slot(keys[i] as number);
      this.#keys[slot] = keys[i] as number;
      this.#numbers[slot] = number;
    }
  }
}
