import { identifier, literal } from "../engine/sql.ts";
import { ColumnError, DatasetArgumentError, RowIndexError } from "../errors.ts";
import { ClassLabel } from "../features/class-label.ts";
import type { Feature, Struct } from "../features/feature.ts";
import { sqlType } from "../features/sql-type.ts";
import { NumpyRandom } from "../random/numpy-random.ts";
import { IterableDataset } from "../stream/iterable-dataset.ts";
import type { FeatureMap } from "../table/source.ts";
import {
  batchesOf,
  featuresOf,
  fingerprintOf,
  flattened,
  lengthOf,
  rowsAt,
  selectRows,
  type View,
  viewOf,
} from "../table/view.ts";
import { castColumns, deriveColumns, queryRows } from "./derive.ts";
import { type FilterOptions, filterBySql, filterRows } from "./filter-rows.ts";
import { type Format, formatBatch, formatRow } from "./format.ts";
import type { Mapper } from "./map-function.ts";
import { type MapOptions, mapRows } from "./map-rows.ts";
import type { Batch, Row } from "./row.ts";
import { type SortOptions, sortRows } from "./sort-rows.ts";
import { type SplitOptions, splitRows } from "./split-rows.ts";

/** What is known of a dataset besides its rows. */
export interface DatasetInfo {
  readonly description?: string;
  readonly citation?: string;
  readonly homepage?: string;
  readonly license?: string;
  /** The part it is, as `train`. */
  readonly split?: string;
}

/**
 * Rows of named, typed columns, on disk. Choosing, sorting and shuffling rows makes a list of row numbers and copies no data;
 * `map` writes a new table. Every method gives a new dataset and leaves this one as it is.
 */
export class Dataset<R extends object = Row> implements AsyncIterable<R> {
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
    for await (const batch of batchesOf(this.selectColumns([name]).view, 2048))
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

  /** Rows by their numbers, in that order. */
  select(indices: Iterable<number>): Dataset<R> {
    const chosen = Uint32Array.from(indices, (index) => {
      const row = index < 0 ? index + this.numRows : index;
      if (!Number.isInteger(row) || row < 0 || row >= this.numRows)
        throw new RowIndexError(this.numRows, index);
      return row;
    });
    return this.#with(selectRows(this.view, chosen));
  }

  /** The first rows. */
  take(count: number): Dataset<R> {
    return this.#range(0, Math.min(count, this.numRows));
  }

  /** All but the first rows. */
  skip(count: number): Dataset<R> {
    return this.#range(Math.min(count, this.numRows), this.numRows);
  }

  #range(start: number, end: number): Dataset<R> {
    return this.#with(
      selectRows(
        this.view,
        Uint32Array.from({ length: end - start }, (_, i) => start + i),
      ),
    );
  }

  /**
   * The rows in random order, the one that Python's `datasets` has for the same seed.
   *
   * @param options.seed default: 0
   */
  shuffle({ seed = 0 }: { readonly seed?: number } = {}): Dataset<R> {
    return this.#with(selectRows(this.view, new NumpyRandom(seed).permutation(this.numRows)));
  }

  /** One of several parts: every `numShards`th row, or with `contiguous` (the default) rows that follow each other. */
  shard({
    numShards,
    index,
    contiguous = true,
  }: {
    readonly numShards: number;
    readonly index: number;
    readonly contiguous?: boolean;
  }): Dataset<R> {
    if (!Number.isInteger(index) || index < 0 || index >= numShards)
      throw new DatasetArgumentError(`an index from 0 to ${numShards - 1} expected`, index);
    const { numRows } = this;
    if (contiguous) {
      const [size, more] = [Math.floor(numRows / numShards), numRows % numShards];
      const start = size * index + Math.min(index, more);
      return this.#range(start, start + size + (index < more ? 1 : 0));
    }
    return this.select(
      Array.from({ length: Math.ceil((numRows - index) / numShards) }, (_, i) => index + i * numShards),
    );
  }

  /** @see sortRows */
  async sort(columns: string | readonly string[], options?: SortOptions): Promise<Dataset<R>> {
    const names = typeof columns === "string" ? [columns] : columns;
    for (const name of names) this.#check(name);
    return this.#with(await sortRows(this.view, names, options));
  }

  /**
   * The rows for which a function says yes, or for which an expression of SQL holds, as in `"length(text) > 100"`.
   *
   * @throws MapFunctionError with the row for which the function threw
   */
  async filter(
    condition: string | ((row: R, index: number) => unknown) | Mapper,
    options?: FilterOptions,
  ): Promise<Dataset<R>> {
    const view =
      typeof condition === "string"
        ? filterBySql(this.view, condition)
        : filterRows(this.view, condition as Mapper, options);
    return this.#with(await view);
  }

  /**
   * What a function makes of each row, or of each batch of columns: what it gives is added to the row, in place of what had
   * the same name.
   *
   * @throws MapFunctionError with the row for which the function threw
   */
  async map<Out extends object = Row>(mapper: Mapper, options?: MapOptions): Promise<Dataset<Out>> {
    return new Dataset<Out>(viewOf(await mapRows(this.view, mapper, options)), this.info);
  }

  /** The rows of a query of SQL on this dataset, which it names `self`: groups, joins with itself, windows. */
  async query<Out extends object = Row>(sql: string): Promise<Dataset<Out>> {
    return new Dataset<Out>(viewOf(await queryRows(this.view, sql)), this.info);
  }

  /** The different values of a column, in the order in which they come first. */
  async unique(column: string): Promise<unknown[]> {
    this.#check(column);
    const name = identifier(column);
    const numbered = `SELECT ${name}, row_number() OVER () AS "#n" FROM self`;
    const found = await this.query(`SELECT ${name} FROM (${numbered}) GROUP BY ${name} ORDER BY min("#n")`);
    return found.column(column);
  }

  /** How often each value of a column occurs, the most frequent first. */
  async valueCounts(column: string): Promise<Dataset<{ value: unknown; count: number }>> {
    this.#check(column);
    return this.query(
      `SELECT ${identifier(column)} AS value, count(*) AS count FROM self GROUP BY 1 ORDER BY count DESC, 1`,
    );
  }

  /** A row for each item of a column of lists. Rows without items go, unless they are to be kept with no value. */
  async explode(column: string, { keepEmpty = false } = {}): Promise<Dataset> {
    this.#check(column);
    const name = identifier(column);
    const items = keepEmpty ? `CASE WHEN len(${name}) > 0 THEN ${name} ELSE [NULL] END` : name;
    return this.query(`SELECT * REPLACE (unnest(${items}) AS ${name}) FROM self`);
  }

  selectColumns(columns: string | readonly string[]): Dataset<R> {
    const names = typeof columns === "string" ? [columns] : columns;
    for (const name of names) this.#check(name);
    return this.#withColumns(names.map((name) => [name, name]));
  }

  removeColumns(columns: string | readonly string[]): Dataset<R> {
    const names = typeof columns === "string" ? [columns] : columns;
    for (const name of names) this.#check(name);
    return this.#withColumns(
      this.columnNames.filter((name) => !names.includes(name)).map((name) => [name, name]),
    );
  }

  renameColumn(from: string, to: string): Dataset<R> {
    return this.renameColumns({ [from]: to });
  }

  /** @throws ColumnError for a column that is not there, or two of one name */
  renameColumns(names: Readonly<Record<string, string>>): Dataset<R> {
    for (const name of Object.keys(names)) this.#check(name);
    const renamed = this.columnNames.map((name) => [names[name] ?? name, name] as const);
    const twice = renamed.find(([name], i) => renamed.findIndex(([other]) => other === name) !== i);
    if (twice) throw new ColumnError("a name that no other column has expected", twice[0]);
    return this.#withColumns(renamed);
  }

  /** @throws ColumnError if there is such a column; DatasetArgumentError for too many or too few values */
  async addColumn(name: string, values: ArrayLike<unknown>, feature?: Feature): Promise<Dataset> {
    if (this.view.columns.has(name)) throw new ColumnError("a name that no other column has expected", name);
    if (values.length !== this.numRows)
      throw new DatasetArgumentError(`${this.numRows} values expected, one for each row`, values.length);
    const add = (_: Batch, indices: number[]) => ({ [name]: indices.map((i) => values[i]) });
    return this.map(add, {
      batched: true,
      withIndices: true,
      ...(feature && { features: new Map([[name, feature]]) }),
    });
  }

  /** Columns as other types. @throws FeatureError where a value does not fit */
  async cast(types: FeatureMap): Promise<Dataset<R>> {
    return this.#with(await castColumns(this.view, types));
  }

  castColumn(name: string, type: Feature): Promise<Dataset<R>> {
    return this.cast(new Map([[name, type]]));
  }

  /** A column of values as labels, whose names are the different values in their order. */
  async classEncodeColumn(column: string): Promise<Dataset<R>> {
    const values = (await this.unique(column)).filter((each) => each !== null).map(String);
    const text = { _type: "Value", dtype: "string" } as const;
    const texts = this.features.get(column)?._type === "Value" ? await this.castColumn(column, text) : this;
    return texts.castColumn(column, new ClassLabel(values.sort()));
  }

  /** A column for each field of structs, as `answers.text`. */
  async flatten(): Promise<Dataset> {
    let view = this.view;
    for (;;) {
      const features = [...featuresOf(view)];
      if (features.every(([, { _type }]) => _type !== undefined)) return new Dataset(view, this.info);
      const columns = features.flatMap(([name, feature]): [string, string, Feature][] => {
        const column = identifier(name);
        if (feature._type !== undefined) return [[name, column, feature]];
        return Object.entries(feature as Struct).map(([field, inner]) => [
          ...([`${name}.${field}`, `struct_extract(${column}, ${literal(field)})`] as const),
          inner as Feature,
        ]);
      });
      view = await deriveColumns(view, columns);
    }
  }

  /** @see splitRows */
  async trainTestSplit(options: SplitOptions = {}): Promise<{ train: Dataset<R>; test: Dataset<R> }> {
    const { stratifyByColumn } = options;
    const labels = stratifyByColumn === undefined ? undefined : await this.column(stratifyByColumn);
    const { train, test } = splitRows(this.numRows, options, labels);
    const part = (rows: Uint32Array, split: string) =>
      new Dataset<R>(selectRows(this.view, rows), { ...this.info, split }, this.#format);
    return { train: part(train, "train"), test: part(test, "test") };
  }

  /**
   * The rows as a stream, whose work is done as they come.
   *
   * @param options.numShards parts that can be read alone, default 1
   */
  toIterableDataset({ numShards = 1 }: { readonly numShards?: number } = {}): IterableDataset<R> {
    const parts = Array.from({ length: numShards }, (_, index) => this.shard({ numShards, index }));
    const shards = parts.map((part) => (firstRow: number) => part.skip(firstRow));
    return IterableDataset.ofShards<R>(shards, this.features);
  }

  /** Rows written one after the other, which is quicker to read where the order jumps. */
  async flattenIndices(): Promise<Dataset<R>> {
    return this.#with(viewOf(await flattened(this.view)));
  }

  /** This dataset with values as typed arrays or tensors where they are numbers. */
  withFormat(format: Format | undefined): Dataset<R> {
    for (const name of format?.columns ?? []) this.#check(name);
    return new Dataset<R>(this.view, this.info, format);
  }

  /** Values of this dataset come as typed arrays or tensors from now on. */
  setFormat(format: Format): void {
    for (const name of format.columns ?? []) this.#check(name);
    this.#format = format;
  }

  resetFormat(): void {
    this.#format = undefined;
  }

  #with(view: View): Dataset<R> {
    return new Dataset<R>(view, this.info, this.#format);
  }

  #withColumns(names: readonly (readonly [to: string, from: string])[]): Dataset<R> {
    const { columns, types } = this.view;
    const renamed = names.map(([to, from]) => [to, columns.get(from) as string] as const);
    const kept = names.flatMap(([to, from]) => {
      const type = types?.get(from);
      return type ? [[to, type] as const] : [];
    });
    return this.#with({ ...this.view, columns: new Map(renamed), types: new Map(kept) });
  }

  #check(name: string): void {
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
