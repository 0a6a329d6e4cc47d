import type { Token } from "./model.ts";

/** The symbols of a word while they are joined: a doubly linked list in flat arrays. −1 is none. */
export class Symbols {
  length = 0;
  #ids: Int32Array;
  #starts: Int32Array;
  #ends: Int32Array;
  #previous: Int32Array;
  #next: Int32Array;

  constructor(capacity = 64) {
    this.#ids = new Int32Array(capacity);
    this.#starts = new Int32Array(capacity);
    this.#ends = new Int32Array(capacity);
    this.#previous = new Int32Array(capacity);
    this.#next = new Int32Array(capacity);
  }

  clear(): void {
    this.length = 0;
  }

  /** Appends a symbol for a range of the word. */
  add(id: number, start: number, end: number): void {
    const at = this.length;
    if (at === this.#ids.length) this.#grow();
    this.#ids[at] = id;
    this.#starts[at] = start;
    this.#ends[at] = end;
    this.#previous[at] = at - 1;
    this.#next[at] = -1;
    if (at > 0) this.#next[at - 1] = at;
    this.length += 1;
  }

  id(symbol: number): number {
    return this.#ids[symbol] as number;
  }

  previous(symbol: number): number {
    return this.#previous[symbol] as number;
  }

  next(symbol: number): number {
    return this.#next[symbol] as number;
  }

  /** Whether it has been joined to the one before it. */
  isGone(symbol: number): boolean {
    return this.#ids[symbol] === -1;
  }

  /** Joins a symbol and the next one. */
  join(left: number, right: number, id: number): void {
    this.#ids[left] = id;
    this.#ends[left] = this.#ends[right] as number;
    this.#ids[right] = -1;
    const next = this.#next[right] as number;
    this.#next[left] = next;
    if (next >= 0) this.#previous[next] = left;
  }

  toTokens(tokenOf: (id: number) => string): Token[] {
    const tokens: Token[] = [];
    for (let i = this.length > 0 ? 0 : -1; i >= 0; i = this.#next[i] as number) {
      const id = this.#ids[i] as number;
      tokens.push({
        id,
        value: tokenOf(id),
        start: this.#starts[i] as number,
        end: this.#ends[i] as number,
      });
    }
    return tokens;
  }

  #grow(): void {
    const grow = (old: Int32Array) => {
      const grown = new Int32Array(2 * old.length + 8);
      grown.set(old);
      return grown;
    };
    this.#ids = grow(this.#ids);
    this.#starts = grow(this.#starts);
    this.#ends = grow(this.#ends);
    this.#previous = grow(this.#previous);
    this.#next = grow(this.#next);
  }
}
