/** A set of rows of a table, for tables of any size: a byte a row. */
export class RowSet {
  readonly #has: Uint8Array;
  #size = 0;

  /** @param rows how many rows the table has */
  constructor(rows: number) {
    this.#has = new Uint8Array(rows);
  }

  /** How many rows are in the set. */
  get size(): number {
    return this.#size;
  }

  /** How many rows the table has. */
  get rows(): number {
    return this.#has.length;
  }

  add(row: number): void {
    if (this.#has[row] === 0) this.#size++;
    this.#has[row] = 1;
  }

  addAll(other: RowSet): void {
    for (const [first, end] of other.runs()) for (let row = first; row < end; row++) this.add(row);
  }

  clear(): void {
    this.#has.fill(0);
    this.#size = 0;
  }

  /** The rows of the set, joined to ranges; with `false` the rows that are not in it. */
  *runs(inSet = true): Generator<[first: number, end: number]> {
    const [wanted, other] = inSet ? [1, 0] : [0, 1];
    for (let end = 0; ; ) {
      const first = this.#has.indexOf(wanted, end);
      if (first < 0) return;
      const next = this.#has.indexOf(other, first);
      end = next < 0 ? this.rows : next;
      yield [first, end];
    }
  }
}
