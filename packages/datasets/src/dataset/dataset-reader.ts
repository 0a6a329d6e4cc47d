import type { Table } from "apache-arrow";
import { ColumnError, RowIndexError } from "../errors.ts";
import { sqlType } from "../features/sql-type.ts";
import { type SaveToDiskOptions, saveToDisk } from "../save/save-to-disk.ts";
import { toArrow } from "../save/to-arrow.ts";
import { type ToCsvOptions, toCsv } from "../save/to-csv.ts";
import { type ToJsonOptions, toJson } from "../save/to-json.ts";
import { type ToParquetOptions, toParquet } from "../save/to-parquet.ts";
import type { FeatureMap } from "../table/source.ts";
import { batchesOf, featuresOf, fingerprintOf, lengthOf, rowsAt, type View } from "../table/view.ts";
import { type Format, formatBatch, formatRow } from "./format.ts";
import type { Batch, Row } from "./row.ts";

/** What is known of a dataset besides its rows. */
export interface DatasetInfo {
  readonly description?: string;
  readonly citation?: string;
  readonly homepage?: string;
  readonly license?: string;
  /** The part it is, as `train`. */
  readonly split?: string;
}

/** What of a dataset is there to read: its rows, by number or one after the other, and what is known of them. */
export abstract class DatasetReader<R extends object = Row> implements AsyncIterable<R> {
  /** What the dataset is made of, for the functions of this package. */
  readonly view: View;
  readonly info: DatasetInfo;
  #format: Format | undefined;

  constructor(view: View, info: DatasetInfo = {}, format?: Format) {
    this.view = view;
    this.info = info;
    this.#format = format;
  }

  get numRows(): number {
    return lengthOf(this.view);
  }

  /** The number of rows, as arrays have it. */
  get length(): number {
    return this.numRows;
  }

  get numColumns(): number {
    return this.view.columns.size;
  }

  get columnNames(): string[] {
    return [...this.view.columns.keys()];
  }

  get shape(): [rows: number, columns: number] {
    return [this.numRows, this.numColumns];
  }

  /** Names and types of the columns. */
  get features(): FeatureMap {
    return featuresOf(this.view);
  }

  get split(): string | undefined {
    return this.info.split;
  }

  /** The same for the same rows and columns. */
  get fingerprint(): string {
    return fingerprintOf(this.view);
  }

  get format(): Format | undefined {
    return this.#format;
  }

  /**
   * A row. Rows near it were read with it, so that the next ones are there already.
   *
   * @param index from 0, or negative from the end
   * @throws RowIndexError
   */
  async at(index: number): Promise<R> {
    const { numRows } = this;
    const row = index < 0 ? index + numRows : index;
    if (!Number.isInteger(row) || row < 0 || row >= numRows) throw new RowIndexError(numRows, index);
    const { source, rows, columns } = this.view;
    const table = await source.table();
    const { block, offset } = await table.blockOf(rows ? (rows[row] as number) : row);
    const found: Row = {};
    for (const [name, from] of columns) found[name] = block.values.get(from)?.[offset];
    return (this.#format ? formatRow(found, this.#format) : found) as R;
  }

  /** Rows from `start` up to `end`, as of arrays. */
  async slice(start = 0, end = this.numRows): Promise<R[]> {
    const [from, to] = bounds(this.numRows, start, end);
    return this.rows(Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i));
  }

  /** Rows by their numbers. */
  async rows(indices: Iterable<number>): Promise<R[]> {
    const rows: R[] = [];
    for (const index of indices) rows.push(await this.at(index));
    return rows;
  }

  /** Columns of the rows from `start` up to `end`. */
  async columns(start = 0, end = this.numRows): Promise<Batch> {
    const [from, to] = bounds(this.numRows, start, end);
    const indices = Uint32Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
    const batch = Object.fromEntries((await rowsAt(this.view, indices)).values) as Batch;
    return (this.#format ? formatBatch(batch, this.#format) : batch) as Batch;
  }

  /** All values of a column. */
  async column(name: string): Promise<unknown[]> {
    const values: unknown[] = [];
    this.checkColumn(name);
    const columns = new Map([[name, this.view.columns.get(name) as string]]);
    for await (const batch of batchesOf({ ...this.view, columns }, 2048))
      for (const each of batch.values.get(name) as readonly unknown[]) values.push(each);
    return values;
  }

  /** Row by row, with a few thousand in memory. */
  async *[Symbol.asyncIterator](): AsyncGenerator<R> {
    for await (const { numRows, values } of batchesOf(this.view, 1000))
      for (let i = 0; i < numRows; i++) {
        const row: Row = {};
        for (const [name, column] of values) row[name] = column[i];
        yield (this.#format ? formatRow(row, this.#format) : row) as R;
      }
  }

  /** Batches of columns, the last one perhaps smaller. */
  async *iter({
    batchSize,
    dropLastBatch = false,
  }: {
    readonly batchSize: number;
    readonly dropLastBatch?: boolean;
  }): AsyncGenerator<Batch> {
    for await (const { numRows, values } of batchesOf(this.view, batchSize)) {
      if (dropLastBatch && numRows < batchSize) return;
      const batch = Object.fromEntries(values) as Batch;
      yield this.#format ? (formatBatch(batch, this.#format) as Batch) : batch;
    }
  }

  /** All rows in memory. */
  async toRows(): Promise<R[]> {
    const rows: R[] = [];
    for await (const row of this) rows.push(row);
    return rows;
  }

  /** Values of this dataset come as typed arrays or tensors from now on. */
  setFormat(format: Format): void {
    for (const name of format.columns ?? []) this.checkColumn(name);
    this.#format = format;
  }

  resetFormat(): void {
    this.#format = undefined;
  }

  /** Saves the rows to a folder that `loadFromDisk` and Python's `load_from_disk` read. @throws SaveError */
  saveToDisk(folder: string, options?: SaveToDiskOptions): Promise<void> {
    return saveToDisk(this, folder, options);
  }

  /** Writes a csv file. @throws SaveError; FeatureError for columns of bytes */
  toCsv(path: string, options?: ToCsvOptions): Promise<void> {
    return toCsv(this, path, options);
  }

  /** Writes a json file, with an object on each line or as a list. @throws SaveError; FeatureError for columns of bytes */
  toJson(path: string, options?: ToJsonOptions): Promise<void> {
    return toJson(this, path, options);
  }

  /** Writes a parquet file. @throws SaveError */
  toParquet(path: string, options?: ToParquetOptions): Promise<void> {
    return toParquet(this, path, options);
  }

  /** All rows as a table of apache-arrow in memory. */
  toArrow(): Promise<Table> {
    return toArrow(this);
  }

  protected checkColumn(name: string): void {
    if (!this.view.columns.has(name))
      throw new ColumnError(`one of the columns ${this.columnNames.join(", ")} expected`, name);
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    const types = Array.from(
      this.features,
      ([name, feature]) => `${name}: ${feature._type === "ClassLabel" ? "ClassLabel" : sqlType(feature)}`,
    );
    return `Dataset { ${types.join(", ")} } of ${this.numRows} rows`;
  }
}

function bounds(length: number, start: number, end: number): [number, number] {
  const clamp = (index: number) => Math.min(length, Math.max(0, index < 0 ? index + length : index));
  return [clamp(start), clamp(end)];
}
