import type { PushedCommit } from "@llm-course/hub";
import { identifier, literal } from "../engine/sql.ts";
import { ColumnError, DatasetArgumentError, RowIndexError } from "../errors.ts";
import { ClassLabel } from "../features/class-label.ts";
import type { Feature, Struct } from "../features/feature.ts";
import { NumpyRandom } from "../random/numpy-random.ts";
import type { PushDatasetOptions } from "../save/hub/push-to-hub.ts";
import { IterableDataset } from "../stream/iterable-dataset.ts";
import type { FeatureMap } from "../table/source.ts";
import { batchesOf, featuresOf, flattened, selectRows, type View, viewOf } from "../table/view.ts";
import {
  type CreateVectorIndexOptions,
  createVectorIndex,
  openVectorIndex,
  type Vector,
  type VectorIndex,
} from "../vector/index.ts";
import { DatasetReader } from "./dataset-reader.ts";
import { castColumns, deriveColumns, queryRows } from "./derive.ts";
import { type FilterOptions, filterBySql, filterRows } from "./filter-rows.ts";
import type { Format } from "./format.ts";
import type { BatchOf, Mapper } from "./map-function.ts";
import { type MapOptions, mapRows } from "./map-rows.ts";
import type { Batch, Row } from "./row.ts";
import { type SortOptions, sortRows } from "./sort-rows.ts";
import { type SplitOptions, splitRows } from "./split-rows.ts";

/**
 * Rows of named, typed columns, on disk. Choosing, sorting and shuffling rows makes a list of row numbers and copies no data;
 * `map` writes a new table. Every method gives a new dataset and leaves this one as it is.
 */
export class Dataset<R extends object = Row> extends DatasetReader<R> {
  readonly #indexes = new Map<string, VectorIndex>();

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
    for (const name of names) this.checkColumn(name);
    return this.#with(await sortRows(this.view, names, options));
  }

  /**
   * The rows for which a function says yes, or for which an expression of SQL holds, as in `"length(text) > 100"`.
   *
   * @throws MapFunctionError with the row for which the function threw
   */
  filter(
    condition: (row: R, index: number) => unknown,
    options?: FilterOptions & { readonly batched?: false },
  ): Promise<Dataset<R>>;
  filter(condition: string | Mapper, options?: FilterOptions): Promise<Dataset<R>>;
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
  map<Out extends object = Row>(
    mapper: (row: R, index: number) => unknown,
    options?: MapOptions & { readonly batched?: false },
  ): Promise<Dataset<Out>>;
  map<Out extends object = Row>(
    mapper: (batch: BatchOf<R>, indices: number[]) => unknown,
    options: MapOptions & { readonly batched: true },
  ): Promise<Dataset<Out>>;
  map<Out extends object = Row>(mapper: Mapper, options?: MapOptions): Promise<Dataset<Out>>;
  async map<Out extends object = Row>(mapper: Mapper, options?: MapOptions): Promise<Dataset<Out>> {
    return new Dataset<Out>(viewOf(await mapRows(this.view, mapper, options)), this.info);
  }

  /** The rows of a query of SQL on this dataset, which it names `self`: groups, joins with itself, windows. */
  async query<Out extends object = Row>(sql: string): Promise<Dataset<Out>> {
    return new Dataset<Out>(viewOf(await queryRows(this.view, sql)), this.info);
  }

  /** The different values of a column, in the order in which they come first. */
  async unique(column: string): Promise<unknown[]> {
    this.checkColumn(column);
    const name = identifier(column);
    const numbered = `SELECT ${name}, row_number() OVER () AS "#n" FROM self`;
    const found = await this.query(`SELECT ${name} FROM (${numbered}) GROUP BY ${name} ORDER BY min("#n")`);
    return found.column(column);
  }

  /** How often each value of a column occurs, the most frequent first. */
  async valueCounts(column: string): Promise<Dataset<{ value: unknown; count: number }>> {
    this.checkColumn(column);
    return this.query(
      `SELECT ${identifier(column)} AS value, count(*) AS count FROM self GROUP BY 1 ORDER BY count DESC, 1`,
    );
  }

  /** A row for each item of a column of lists. Rows without items go, unless they are to be kept with no value. */
  async explode(column: string, { keepEmpty = false } = {}): Promise<Dataset> {
    this.checkColumn(column);
    const name = identifier(column);
    const items = keepEmpty ? `CASE WHEN len(${name}) > 0 THEN ${name} ELSE [NULL] END` : name;
    return this.query(`SELECT * REPLACE (unnest(${items}) AS ${name}) FROM self`);
  }

  selectColumns(columns: string | readonly string[]): Dataset<R> {
    const names = typeof columns === "string" ? [columns] : columns;
    for (const name of names) this.checkColumn(name);
    return this.#withColumns(names.map((name) => [name, name]));
  }

  removeColumns(columns: string | readonly string[]): Dataset<R> {
    const names = typeof columns === "string" ? [columns] : columns;
    for (const name of names) this.checkColumn(name);
    return this.#withColumns(
      this.columnNames.filter((name) => !names.includes(name)).map((name) => [name, name]),
    );
  }

  renameColumn(from: string, to: string): Dataset<R> {
    return this.renameColumns({ [from]: to });
  }

  /** @throws ColumnError for a column that is not there, or two of one name */
  renameColumns(names: Readonly<Record<string, string>>): Dataset<R> {
    for (const name of Object.keys(names)) this.checkColumn(name);
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
      new Dataset<R>(selectRows(this.view, rows), { ...this.info, split }, this.format);
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

  /**
   * This dataset with an index of a column of vectors, for `getNearestExamples`. Transforms do not take the index along.
   *
   * @param options `metric` (default "cosine"), `kind` and more: see createVectorIndex
   */
  async addVectorIndex(column: string, options: CreateVectorIndexOptions = {}): Promise<Dataset<R>> {
    this.checkColumn(column);
    const vectors = batchesOf(this.selectColumns([column]).view, 1024);
    async function* rows() {
      for await (const { values } of vectors) yield values.get(column) as readonly Vector[];
    }
    return this.#withIndex(column, await createVectorIndex(rows(), options));
  }

  /**
   * The name that Python's `datasets` has for `addVectorIndex`. Without `metric` it is the cosine here as well, where faiss takes
   * the squared distance (`metric: "l2"`). The file of a saved index is not one of faiss.
   */
  addFaissIndex(column: string, options?: CreateVectorIndexOptions): Promise<Dataset<R>> {
    return this.addVectorIndex(column, options);
  }

  /** Writes the index of a column to a file. */
  saveVectorIndex(column: string, path: string): Promise<void> {
    return this.vectorIndex(column).save(path);
  }

  /** This dataset with an index that was saved. @throws IndexFileError; DatasetArgumentError if it has other rows */
  async loadVectorIndex(column: string, path: string): Promise<Dataset<R>> {
    const index = await openVectorIndex(path);
    if (index.size === this.numRows) return this.#withIndex(column, index);
    index.close();
    throw new DatasetArgumentError(
      `an index of ${this.numRows} vectors expected, one for each row`,
      index.size,
    );
  }

  /** The names of the columns with an index. */
  listIndexes(): string[] {
    return [...this.#indexes.keys()];
  }

  /** @throws ColumnError for a column without an index */
  vectorIndex(column: string): VectorIndex {
    const index = this.#indexes.get(column);
    if (index) return index;
    const known = this.listIndexes().join(", ") || "none";
    throw new ColumnError(
      `a column with an index expected, make one with addVectorIndex; there are ${known}`,
      column,
    );
  }

  /** The rows whose vectors are nearest to a query's, the nearest first. */
  async getNearestExamples(
    column: string,
    query: Vector,
    k = 10,
  ): Promise<{ scores: number[]; examples: R[] }> {
    const { scores, indices } = await this.vectorIndex(column).search(query, k);
    return { scores, examples: await this.rows(indices) };
  }

  /**
   * Shares the rows on the Hub as one split: `dataset.pushToHub("ada/mail")`. @see pushToHub
   */
  async pushToHub(repo: string, options?: PushDatasetOptions): Promise<PushedCommit> {
    const { pushToHub } = await import("../save/hub/push-to-hub.ts");
    return pushToHub(this, repo, options);
  }

  #withIndex(column: string, index: VectorIndex): Dataset<R> {
    const dataset = new Dataset<R>(this.view, this.info, this.format);
    for (const [name, each] of this.#indexes) dataset.#indexes.set(name, each);
    dataset.#indexes.set(column, index);
    return dataset;
  }

  /** This dataset with values as typed arrays or tensors where they are numbers. */
  withFormat(format: Format | undefined): Dataset<R> {
    for (const name of format?.columns ?? []) this.checkColumn(name);
    return new Dataset<R>(this.view, this.info, format);
  }

  #with(view: View): Dataset<R> {
    return new Dataset<R>(view, this.info, this.format);
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
}
