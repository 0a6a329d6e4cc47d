import type { PushedCommit } from "@llm-course/hub";
import { SplitError } from "../errors.ts";
import { ClassLabel } from "../features/class-label.ts";
import { type Feature, value } from "../features/feature.ts";
import type { PushDatasetOptions } from "../save/hub/push-to-hub.ts";
import { type SaveToDiskOptions, saveToDisk } from "../save/save-to-disk.ts";
import type { FeatureMap } from "../table/source.ts";
import type { Dataset } from "./dataset.ts";
import type { FilterOptions } from "./filter-rows.ts";
import type { Format } from "./format.ts";
import type { BatchOf, Mapper } from "./map-function.ts";
import type { MapOptions } from "./map-rows.ts";
import type { Row } from "./row.ts";
import type { SortOptions } from "./sort-rows.ts";

/** Datasets by the names of their splits, as `train` and `test`. What a `Dataset` does, it does with each of them. */
export class DatasetDict<R extends object = Row> extends Map<string, Dataset<R>> {
  /** @param splits an object of datasets, or pairs */
  constructor(splits: Readonly<Record<string, Dataset<R>>> | Iterable<readonly [string, Dataset<R>]> = []) {
    super(Symbol.iterator in splits ? (splits as Iterable<[string, Dataset<R>]>) : Object.entries(splits));
  }

  /** The dataset of a split. @throws SplitError if there is none */
  split(name: string): Dataset<R> {
    const found = this.get(name);
    if (!found) throw new SplitError(`one of the splits ${[...this.keys()].join(", ")} expected`, name);
    return found;
  }

  /** Rows of each split. */
  get numRows(): Record<string, number> {
    return this.#record(({ numRows }) => numRows);
  }

  get numColumns(): Record<string, number> {
    return this.#record(({ numColumns }) => numColumns);
  }

  get columnNames(): Record<string, string[]> {
    return this.#record(({ columnNames }) => columnNames);
  }

  get shape(): Record<string, [rows: number, columns: number]> {
    return this.#record(({ shape }) => shape);
  }

  get features(): Record<string, FeatureMap> {
    return this.#record(({ features }) => features);
  }

  map<Out extends object = Row>(
    mapper: (row: R, index: number) => unknown,
    options?: MapOptions & { readonly batched?: false },
  ): Promise<DatasetDict<Out>>;
  map<Out extends object = Row>(
    mapper: (batch: BatchOf<R>, indices: number[]) => unknown,
    options: MapOptions & { readonly batched: true },
  ): Promise<DatasetDict<Out>>;
  map<Out extends object = Row>(mapper: Mapper, options?: MapOptions): Promise<DatasetDict<Out>>;
  map<Out extends object = Row>(mapper: Mapper, options?: MapOptions): Promise<DatasetDict<Out>> {
    return this.each((dataset) => dataset.map<Out>(mapper, options));
  }

  filter(
    condition: (row: R, index: number) => unknown,
    options?: FilterOptions & { readonly batched?: false },
  ): Promise<DatasetDict<R>>;
  filter(condition: string | Mapper, options?: FilterOptions): Promise<DatasetDict<R>>;
  filter(
    condition: string | ((row: R, index: number) => unknown) | Mapper,
    options?: FilterOptions,
  ): Promise<DatasetDict<R>> {
    return this.each((dataset) => dataset.filter(condition, options));
  }

  query<Out extends object = Row>(sql: string): Promise<DatasetDict<Out>> {
    return this.each((dataset) => dataset.query<Out>(sql));
  }

  sort(columns: string | readonly string[], options?: SortOptions): Promise<DatasetDict<R>> {
    return this.each((dataset) => dataset.sort(columns, options));
  }

  cast(types: FeatureMap): Promise<DatasetDict<R>> {
    return this.each((dataset) => dataset.cast(types));
  }

  castColumn(name: string, type: Feature): Promise<DatasetDict<R>> {
    return this.each((dataset) => dataset.castColumn(name, type));
  }

  flatten(): Promise<DatasetDict> {
    return this.each((dataset) => dataset.flatten());
  }

  explode(column: string, options?: { readonly keepEmpty?: boolean }): Promise<DatasetDict> {
    return this.each((dataset) => dataset.explode(column, options));
  }

  flattenIndices(): Promise<DatasetDict<R>> {
    return this.each((dataset) => dataset.flattenIndices());
  }

  /** A column of values as labels. All splits have the same names: those of all their values. */
  async classEncodeColumn(column: string): Promise<DatasetDict<R>> {
    const names = new Set<string>();
    for (const values of Object.values(await this.unique(column)))
      for (const each of values) if (each !== null) names.add(String(each));
    const label = new ClassLabel([...names].sort());
    return this.each(async (dataset) => {
      const feature = dataset.features.get(column);
      const isText = feature?._type === "Value" && feature.dtype === "string";
      const texts = isText ? dataset : await dataset.castColumn(column, value("string"));
      return texts.castColumn(column, label);
    });
  }

  /** The different values of a column, for each split. */
  async unique(column: string): Promise<Record<string, unknown[]>> {
    const found: Record<string, unknown[]> = {};
    for (const [name, dataset] of this) found[name] = await dataset.unique(column);
    return found;
  }

  shuffle(options?: { readonly seed?: number }): DatasetDict<R> {
    return this.#all((dataset) => dataset.shuffle(options));
  }

  selectColumns(columns: string | readonly string[]): DatasetDict<R> {
    return this.#all((dataset) => dataset.selectColumns(columns));
  }

  removeColumns(columns: string | readonly string[]): DatasetDict<R> {
    return this.#all((dataset) => dataset.removeColumns(columns));
  }

  renameColumn(from: string, to: string): DatasetDict<R> {
    return this.#all((dataset) => dataset.renameColumn(from, to));
  }

  renameColumns(names: Readonly<Record<string, string>>): DatasetDict<R> {
    return this.#all((dataset) => dataset.renameColumns(names));
  }

  withFormat(format: Format | undefined): DatasetDict<R> {
    return this.#all((dataset) => dataset.withFormat(format));
  }

  setFormat(format: Format): void {
    for (const dataset of this.values()) dataset.setFormat(format);
  }

  resetFormat(): void {
    for (const dataset of this.values()) dataset.resetFormat();
  }

  /** Saves all splits to a folder that `loadFromDisk` and Python's `load_from_disk` read. @throws SaveError */
  saveToDisk(folder: string, options?: SaveToDiskOptions): Promise<void> {
    return saveToDisk(this, folder, options);
  }

  /**
   * Shares all splits on the Hub, in the place of those that are there: `splits.pushToHub("ada/mail")`. @see pushToHub
   */
  async pushToHub(repo: string, options?: Omit<PushDatasetOptions, "split">): Promise<PushedCommit> {
    const { pushToHub } = await import("../save/hub/push-to-hub.ts");
    return pushToHub(this, repo, options);
  }

  /** What a function makes of each split. */
  async each<Out extends object = Row>(
    change: (dataset: Dataset<R>, split: string) => Dataset<Out> | Promise<Dataset<Out>>,
  ): Promise<DatasetDict<Out>> {
    const changed = new DatasetDict<Out>();
    for (const [name, dataset] of this) changed.set(name, await change(dataset, name));
    return changed;
  }

  #all(change: (dataset: Dataset<R>) => Dataset<R>): DatasetDict<R> {
    return new DatasetDict<R>(Array.from(this, ([name, dataset]) => [name, change(dataset)] as const));
  }

  #record<T>(of: (dataset: Dataset<R>) => T): Record<string, T> {
    return Object.fromEntries(Array.from(this, ([name, dataset]) => [name, of(dataset)]));
  }

  [Symbol.for("nodejs.util.inspect.custom")](
    _depth: number,
    options: object,
    inspect: (value: unknown, options: object) => string,
  ): string {
    const splits = Array.from(this, ([name, dataset]) => `  ${name}: ${inspect(dataset, options)}`);
    return `DatasetDict {\n${splits.join(",\n")}\n}`;
  }
}
