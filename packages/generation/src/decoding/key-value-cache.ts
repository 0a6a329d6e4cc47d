import { Tensor } from "onnxruntime-node";
import { type CacheEntry, emptyCache } from "./graph-inputs.ts";
import { selectRowsOfAll } from "./tensors.ts";

type Outputs = Readonly<Record<string, Tensor>>;

/** Keys and values of the tokens that were read. */
export interface KeyValueCache {
  /** The inputs `past_key_values` of the next step. */
  readonly feeds: Readonly<Record<string, Tensor>>;
  /** Takes what a step has computed, with which there are so many tokens. */
  update(outputs: Outputs, length: number): void;
  /** Goes on with these rows, as `Decoding.select`. */
  select(rows: readonly number[]): void;
}

/** Of a graph that gives keys and values of all tokens: the outputs of a step are the inputs of the next. */
export class WholeCache implements KeyValueCache {
  readonly #entries: readonly CacheEntry[];
  #tensors: Readonly<Record<string, Tensor>>;

  constructor(entries: readonly CacheEntry[], rows: number) {
    this.#entries = entries;
    this.#tensors = emptyCache(entries, rows);
  }

  get feeds(): Readonly<Record<string, Tensor>> {
    return this.#tensors;
  }

  update(outputs: Outputs): void {
    this.#tensors = Object.fromEntries(
      this.#entries.map(({ past, present }) => [past, outputs[present] as Tensor]),
    );
  }

  select(rows: readonly number[]): void {
    this.#tensors = selectRowsOfAll(this.#tensors, rows);
  }
}

/** How many more tokens there is room for when the room is used up; the operator copies all of it at every step. */
const room = 32;

/** Of a graph that gives keys and values of new tokens: they are put behind those before them, in memory with room. */
export class AppendedCache implements KeyValueCache {
  readonly #entries: readonly CacheEntry[];
  #rows: number;
  #length = 0;
  #capacity = room;
  #tensors: Record<string, Tensor>;

  constructor(entries: readonly CacheEntry[], rows: number) {
    this.#entries = entries;
    this.#rows = rows;
    this.#tensors = this.#empty();
  }

  get feeds(): Readonly<Record<string, Tensor>> {
    return this.#tensors;
  }

  update(outputs: Outputs, length: number): void {
    const from = this.#length;
    this.#length = length;
    if (length > this.#capacity) this.#move([...new Array(this.#rows).keys()], from);
    for (const { past, present } of this.#entries) {
      const source = (outputs[present] as Tensor).data as Float32Array;
      const { data, dims } = this.#tensors[past] as Tensor;
      const [rows = 1, heads = 1, capacity = 1, dim = 1] = dims;
      this.#append(data as Float32Array, source, { rows, heads, capacity, dim, from, to: length });
    }
  }

  /** [rows, to − from, heads · dim] into [rows, heads, capacity, dim]. */
  #append(
    target: Float32Array,
    source: Float32Array,
    sizes: Record<"rows" | "heads" | "capacity" | "dim" | "from" | "to", number>,
  ) {
    const { rows, heads, capacity, dim, from, to } = sizes;
    let next = 0;
    for (let row = 0; row < rows; row++)
      for (let place = from; place < to; place++)
        for (let head = 0; head < heads; head++) {
          const begin = ((row * heads + head) * capacity + place) * dim;
          // A loop: views of so few numbers would cost more than the numbers.
          for (let k = 0; k < dim; k++) target[begin + k] = source[next++] as number;
        }
  }

  select(rows: readonly number[]): void {
    this.#move(rows, this.#length);
  }

  /** Into new memory: these rows, of so many tokens. */
  #move(rows: readonly number[], length: number): void {
    const [before, capacity] = [this.#tensors, this.#capacity];
    this.#rows = rows.length;
    this.#capacity = Math.ceil(Math.max(this.#length, 1) / room) * room;
    this.#tensors = this.#empty();
    for (const [name, { data, dims }] of Object.entries(this.#tensors)) {
      const [, heads = 1, , dim = 1] = dims;
      const source = before[name]?.data as Float32Array;
      for (const [i, row] of rows.entries())
        for (let head = 0; head < heads; head++) {
          const begin = (row * heads + head) * capacity * dim;
          const values = source.subarray(begin, begin + length * dim);
          (data as Float32Array).set(values, (i * heads + head) * this.#capacity * dim);
        }
    }
  }

  #empty(): Record<string, Tensor> {
    return Object.fromEntries(
      this.#entries.map(({ past, shape }) => {
        const [heads, dim] = [Number(shape[1]), Number(shape[3])];
        const values = new Float32Array(this.#rows * heads * this.#capacity * dim);
        return [past, new Tensor("float32", values, [this.#rows, heads, this.#capacity, dim])];
      }),
    );
  }
}
