import { type AnyFunction, loadFunction, type Mapper } from "../dataset/map-function.ts";
import type { Row } from "../dataset/row.ts";
import { changeBatch, type RunMapOptions } from "../dataset/run-map.ts";
import { columnsOf } from "./columns-of.ts";
import type { Cursor, Open, Position } from "./cursor.ts";

interface MapPosition {
  readonly inner: Position;
  /** Rows before it in the stream that is mapped. */
  readonly index: number;
  /** Rows of the batch there that were given already. */
  readonly given: number;
}

/** Rows changed by a function, batch by batch. */
export function mapStream(open: Open<Row>, mapper: Mapper, options: RunMapOptions): Open<Row> {
  return (epoch, from) => {
    const { inner, index, given } = (from ?? { inner: undefined, index: 0, given: 0 }) as MapPosition;
    return new MapCursor(open(epoch, inner), mapper, options, index, given);
  };
}

class MapCursor implements Cursor<Row> {
  readonly #inner: Cursor<Row>;
  readonly #mapper: Mapper;
  readonly #options: RunMapOptions;
  #call: AnyFunction | undefined;
  #ready: Row[] = [];
  #given = 0;
  #skip: number;
  /** Where the batch of `ready` begins, and its first row's number. */
  #batchAt: Position;
  #batchIndex: number;
  #index: number;

  constructor(inner: Cursor<Row>, mapper: Mapper, options: RunMapOptions, index: number, skip: number) {
    this.#inner = inner;
    this.#mapper = mapper;
    this.#options = options;
    this.#index = index;
    this.#batchIndex = index;
    this.#batchAt = inner.position();
    this.#skip = skip;
  }

  async next(): Promise<Row | undefined> {
    while (this.#given >= this.#ready.length) if (!(await this.#fill())) return undefined;
    return this.#ready[this.#given++];
  }

  async #fill(): Promise<boolean> {
    this.#batchAt = this.#inner.position();
    this.#batchIndex = this.#index;
    const rows: Row[] = [];
    while (rows.length < (this.#options.batched ? this.#options.batchSize : 1)) {
      const row = await this.#inner.next();
      if (row === undefined) break;
      rows.push(row);
    }
    if (rows.length === 0) return false;
    this.#call ??= await loadFunction(this.#mapper);
    const changed = await changeBatch(this.#call, columnsOf(rows), this.#index, this.#options);
    this.#ready = rowsOf(changed);
    this.#given = this.#skip;
    this.#skip = 0;
    this.#index += rows.length;
    return true;
  }

  position(): MapPosition {
    if (this.#given < this.#ready.length)
      return { inner: this.#batchAt, index: this.#batchIndex, given: this.#given };
    return { inner: this.#inner.position(), index: this.#index, given: this.#skip };
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}

function rowsOf(columns: ReadonlyMap<string, ArrayLike<unknown>>): Row[] {
  const [length = 0] = Array.from(columns.values(), (column) => column.length);
  return Array.from({ length }, (_, i) =>
    Object.fromEntries(Array.from(columns, ([name, column]) => [name, column[i]])),
  );
}
