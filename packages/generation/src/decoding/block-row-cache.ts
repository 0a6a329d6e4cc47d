import { Tensor } from "onnxruntime-node";
import { arrangeRows, type CachedRow, copyRow } from "./cached-row.ts";
import type { CacheEntry } from "./graph-inputs.ts";
import type { Tensors } from "./graph-session.ts";
import { bytesOf, longestOf, type RowCache } from "./row-cache.ts";

/** Tokens of a block: memory of a row is a whole number of them. */
const blockSize = 32;

/**
 * Of a graph that gives keys and values of new tokens: they are put behind those of their row, in memory with room for more.
 * All rows have as many blocks as the longest needs. Rows that leave are closed up in place, and those that come take their
 * room.
 */
export class BlockRowCache implements RowCache {
  readonly #entries: readonly CacheEntry[];
  /** [room, heads, capacity, dim] each. */
  #memory: readonly Tensor[] = [];
  #views: Tensors | undefined;
  #room = 0;
  #capacity = 0;
  lengths: readonly number[] = [];
  readonly alignment = "start";

  constructor(entries: readonly CacheEntry[]) {
    this.#entries = entries;
  }

  /** Of the rows that are there, the first ones in memory. */
  get feeds(): Tensors {
    const rows = this.lengths.length;
    this.#views ??= Object.fromEntries(
      this.#entries.map(({ past }, i) => {
        const { data, dims } = this.#memory[i] as Tensor;
        const used = (data as Float32Array).subarray(0, (data.length / this.#room) * rows);
        return [past, new Tensor("float32", used, [rows, ...dims.slice(1)])];
      }),
    );
    return this.#views;
  }

  get allocatedTokens(): number {
    return this.#room * this.#capacity;
  }

  get bytes(): number {
    return bytesOf(this.#memory);
  }

  tokensFor(lengths: readonly number[]): number {
    return lengths.length * capacityFor(lengths);
  }

  update(outputs: Tensors): void {
    const before = this.lengths;
    const after = before.map((length) => length + 1);
    if (capacityFor(after) > this.#capacity) this.#arrange(this.#rows(), capacityFor(after));
    for (const [i, { present }] of this.#entries.entries())
      append(this.#memory[i] as Tensor, outputs[present] as Tensor, before);
    this.lengths = after;
  }

  add(rows: readonly CachedRow[]): void {
    const lengths = [...this.lengths, ...rows.map(({ length }) => length)];
    const capacity = capacityFor(lengths);
    if (lengths.length > this.#room || capacity !== this.#capacity)
      this.#arrange([...this.#rows(), ...rows], capacity);
    else
      for (const [i, entry] of this.#entries.entries())
        for (const [k, row] of rows.entries())
          copyRow(entry, row, this.#memory[i] as Tensor, this.lengths.length + k, this.alignment);
    this.lengths = lengths;
    this.#views = undefined;
  }

  keep(rows: readonly number[]): void {
    for (const { data } of this.#memory) {
      const size = data.length / this.#room;
      for (const [place, row] of rows.entries())
        if (row !== place) (data as Float32Array).copyWithin(place * size, row * size, (row + 1) * size);
    }
    this.lengths = rows.map((row) => this.lengths[row] ?? 0);
    this.#views = undefined;
    const capacity = capacityFor(this.lengths);
    if (capacity !== this.#capacity) this.#arrange(this.#rows(), capacity);
  }

  #rows(): CachedRow[] {
    const tensors = Object.fromEntries(this.#entries.map(({ past }, i) => [past, this.#memory[i] as Tensor]));
    return this.lengths.map((length, row) => ({ tensors, row, begin: 0, length }));
  }

  #arrange(rows: readonly CachedRow[], capacity: number): void {
    this.#memory =
      rows.length === 0
        ? []
        : this.#entries.map((entry) => arrangeRows(entry, rows, capacity, this.alignment));
    this.#room = rows.length;
    this.#capacity = rows.length === 0 ? 0 : capacity;
    this.#views = undefined;
  }
}

function capacityFor(lengths: readonly number[]): number {
  return Math.ceil(longestOf(lengths) / blockSize) * blockSize;
}

/** [rows, 1, heads · dim] to the ends of rows [room, heads, capacity, dim]. */
function append(target: Tensor, source: Tensor, lengths: readonly number[]): void {
  const [, heads = 1, capacity = 1, dim = 1] = target.dims;
  const [from, to] = [source.data as Float32Array, target.data as Float32Array];
  let next = 0;
  for (const [row, length] of lengths.entries())
    for (let head = 0; head < heads; head++) {
      const begin = ((row * heads + head) * capacity + length) * dim;
      // A loop: views of so few numbers would cost more than the numbers.
      for (let k = 0; k < dim; k++) to[begin + k] = from[next++] as number;
    }
}
