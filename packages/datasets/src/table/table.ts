import { type Columns, chunksOf } from "../engine/query.ts";
import { literal, selectList } from "../engine/sql.ts";
import type { FeatureMap, Source } from "./source.ts";

/** A parquet file of a table. */
export interface TableFile {
  readonly path: string;
  readonly numRows: number;
}

/** Rows that are decoded together; also the rows of a row group in the files that are written here. */
export const blockRows = 2048;
/** Blocks that stay in memory. */
export const cachedBlocks = 64;

/** Rows in parquet files. Blocks of rows that were read last are kept in memory. */
export class Table implements Source {
  readonly features: FeatureMap;
  readonly numRows: number;
  readonly fingerprint: string;
  readonly files: readonly TableFile[];
  readonly #starts: readonly number[];
  readonly #blocks = new Map<string, Promise<Columns>>();

  constructor(files: readonly TableFile[], features: FeatureMap, fingerprint: string) {
    this.files = files;
    this.features = features;
    this.fingerprint = fingerprint;
    const starts = [0];
    for (const { numRows } of files) starts.push((starts.at(-1) as number) + numRows);
    this.#starts = starts;
    this.numRows = starts.at(-1) as number;
  }

  async table(): Promise<Table> {
    return this;
  }

  get query(): string {
    return `SELECT ${this.#columns()} FROM ${this.#from()}`;
  }

  /** The query with the number of each row as the column `#row`. */
  get numberedQuery(): string {
    const starts = `[${this.#starts.join(", ")}]`;
    return `SELECT ${this.#columns()}, ${starts}[file_index::BIGINT + 1] + file_row_number AS "#row" FROM ${this.#from()}`;
  }

  /** The block of rows that row `row` is in, and where in it. */
  async blockOf(row: number): Promise<{ readonly block: Columns; readonly offset: number }> {
    const file = this.#fileOf(row);
    const within = row - (this.#starts[file] as number);
    const first = within - (within % blockRows);
    const key = `${file}:${first}`;
    let block = this.#blocks.get(key);
    if (block) this.#blocks.delete(key);
    else block = this.#read(file, first);
    this.#blocks.set(key, block);
    if (this.#blocks.size > cachedBlocks) this.#blocks.delete(this.#blocks.keys().next().value as string);
    return { block: await block, offset: within - first };
  }

  /** Rows one after the other, from `start` up to `end`, in parts that are decoded together. */
  async *scan(
    start = 0,
    end = this.numRows,
    columns: Iterable<string> = this.features.keys(),
  ): AsyncGenerator<Columns> {
    for (const [i, { path, numRows }] of this.files.entries()) {
      const first = this.#starts[i] as number;
      const [from, to] = [Math.max(0, start - first), Math.min(numRows, end - first)];
      if (from >= to) continue;
      const names = selectList(Array.from(columns, (name) => [name, name]));
      const where =
        from === 0 && to === numRows ? "" : ` WHERE file_row_number >= ${from} AND file_row_number < ${to}`;
      yield* chunksOf(
        `SELECT ${names || "1"} FROM read_parquet(${literal(path)}, file_row_number = true, hive_partitioning = false)${where}`,
      );
    }
  }

  async #read(file: number, first: number): Promise<Columns> {
    const start = (this.#starts[file] as number) + first;
    const end = Math.min(start + blockRows, this.#starts[file + 1] as number);
    const values = new Map<string, unknown[]>(Array.from(this.features.keys(), (name) => [name, []]));
    for await (const part of this.scan(start, end))
      for (const [name, column] of values)
        for (const each of part.values.get(name) as unknown[]) column.push(each);
    return { numRows: end - start, values };
  }

  #fileOf(row: number): number {
    let [low, high] = [0, this.files.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] as number) <= row) low = middle;
      else high = middle;
    }
    // Files without rows share their start with the next one.
    while ((this.#starts[low + 1] as number) <= row) low++;
    return low;
  }

  #columns(): string {
    return selectList(Array.from(this.features.keys(), (name) => [name, name]));
  }

  #from(): string {
    const paths = this.files.map(({ path }) => literal(path)).join(", ");
    return `read_parquet([${paths}], file_row_number = true, union_by_name = true, hive_partitioning = false)`;
  }
}
