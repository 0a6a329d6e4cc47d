import type { Tensor } from "onnxruntime-node";
import { arrangeRows, type CachedRow } from "./cached-row.ts";
import type { CacheEntry } from "./graph-inputs.ts";
import type { Tensors } from "./graph-session.ts";
import { bytesOf, longestOf, type RowCache } from "./row-cache.ts";

/** Of a graph that gives keys and values of all tokens: rows end at one place, padded on the left. */
export class PaddedRowCache implements RowCache {
  readonly #entries: readonly CacheEntry[];
  #tensors: Tensors = {};
  lengths: readonly number[] = [];
  readonly alignment = "end";

  constructor(entries: readonly CacheEntry[]) {
    this.#entries = entries;
  }

  get feeds(): Tensors {
    return this.#tensors;
  }

  get allocatedTokens(): number {
    return this.tokensFor(this.lengths);
  }

  get bytes(): number {
    return bytesOf(Object.values(this.#tensors));
  }

  tokensFor(lengths: readonly number[]): number {
    return lengths.length * longestOf(lengths);
  }

  update(outputs: Tensors): void {
    const after = this.#entries.map(({ past, present }) => [past, outputs[present] as Tensor]);
    this.#tensors = Object.fromEntries(after);
    this.lengths = this.lengths.map((length) => length + 1);
  }

  add(rows: readonly CachedRow[]): void {
    this.#arrange([...this.#rows(), ...rows]);
  }

  keep(rows: readonly number[]): void {
    const own = this.#rows();
    this.#arrange(rows.map((row) => own[row] as CachedRow));
  }

  #rows(): CachedRow[] {
    const [tensors, longest] = [this.#tensors, longestOf(this.lengths)];
    return this.lengths.map((length, row) => ({ tensors, row, begin: longest - length, length }));
  }

  #arrange(rows: readonly CachedRow[]): void {
    const lengths = rows.map(({ length }) => length);
    const entries = rows.length === 0 ? [] : this.#entries;
    const arranged = entries.map((entry) => [
      entry.past,
      arrangeRows(entry, rows, longestOf(lengths), this.alignment),
    ]);
    this.#tensors = Object.fromEntries(arranged);
    this.lengths = lengths;
  }
}
