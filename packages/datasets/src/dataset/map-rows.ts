import { availableParallelism } from "node:os";
import { cachedTable } from "../cache/cached-table.ts";
import { fingerprint } from "../cache/fingerprint.ts";
import { temporaryTable } from "../cache/temporary-table.ts";
import { ColumnError, DatasetArgumentError } from "../errors.ts";
import { featureToJson } from "../features/feature-json.ts";
import type { FeatureMap } from "../table/source.ts";
import type { Table } from "../table/table.ts";
import { TableWriter } from "../table/table-writer.ts";
import { featuresOf, fingerprintOf, lengthOf, type View } from "../table/view.ts";
import { identityOf, isModuleFunction, loadFunction, type Mapper } from "./map-function.ts";
import { mapInWorkers } from "./map-in-workers.ts";
import { type RunMapOptions, runMap } from "./run-map.ts";

export interface MapOptions {
  /** The function takes and gives columns of `batchSize` rows. Default: false, one row at a time. */
  readonly batched?: boolean;
  /** Rows of a batch. Default: 1000 */
  readonly batchSize?: number;
  /** The row's number, or those of the batch, as a further argument. Default: false */
  readonly withIndices?: boolean;
  /** These columns become the function's arguments, each on its own. Default: all, as one object. */
  readonly inputColumns?: readonly string[];
  /** Columns that the result does not have. Default: none */
  readonly removeColumns?: readonly string[];
  /** Types of columns that cannot be told from their values, as names of classes. */
  readonly features?: FeatureMap;
  /** Workers, each with a part of the rows; they need a function that is in a module. Default: 1 */
  readonly numProc?: number;
  /**
   * What the result is kept under, for the next time the same rows are mapped. Default: for a function in a module the text
   * of its file; results of other functions are kept while the process runs.
   */
  readonly cacheKey?: string;
  /** Called as rows are done. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

/** @throws MapFunctionError, ColumnError, DatasetArgumentError, FeatureError */
export async function mapRows(view: View, mapper: Mapper, options: MapOptions = {}): Promise<Table> {
  const { numProc = 1, onProgress = () => {} } = options;
  const settings: RunMapOptions = {
    batched: options.batched ?? false,
    batchSize: options.batchSize ?? 1000,
    withIndices: options.withIndices ?? false,
    inputColumns: options.inputColumns,
    removeColumns: options.removeColumns ?? [],
  };
  check(view, mapper, settings, numProc);
  const given = givenFeatures(view, options.features, settings);
  const total = lengthOf(view);
  let done = 0;
  const onRows = (count: number) => {
    done += count;
    onProgress({ done, total });
  };
  const write = async (folder: string) => {
    if (numProc > 1 && isModuleFunction(mapper))
      return mapInWorkers(view, mapper, folder, given, settings, numProc, onRows);
    const writer = new TableWriter(folder, given);
    await runMap(view, await loadFunction(mapper), writer, [0, total], settings, onRows);
    return writer.finish();
  };
  const identity = options.cacheKey ?? (await identityOf(mapper));
  if (identity === undefined) return temporaryTable(write);
  const types = Array.from(given, ([name, feature]) => [name, featureToJson(feature)]);
  return cachedTable(fingerprint(fingerprintOf(view), "map", identity, settings, types), write);
}

/** What stays has the type it had, unless the function may give another; then types that were asked for. */
function givenFeatures(
  view: View,
  features: FeatureMap = new Map(),
  { removeColumns }: RunMapOptions,
): FeatureMap {
  const labels = [...featuresOf(view)].filter(
    ([name, { _type }]) =>
      !removeColumns.includes(name) && (_type === "ClassLabel" || _type === "Image" || _type === "Audio"),
  );
  return new Map([...labels, ...features]);
}

function check(
  view: View,
  mapper: Mapper,
  { batchSize, inputColumns = [], removeColumns }: RunMapOptions,
  numProc: number,
) {
  for (const name of [...inputColumns, ...removeColumns])
    if (!view.columns.has(name))
      throw new ColumnError(`one of the columns ${[...view.columns.keys()].join(", ")} expected`, name);
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw new DatasetArgumentError("a batchSize of 1 or more expected", batchSize);
  if (!Number.isInteger(numProc) || numProc < 1 || numProc > 4 * availableParallelism())
    throw new DatasetArgumentError(`a numProc from 1 to ${4 * availableParallelism()} expected`, numProc);
  if (numProc > 1 && !isModuleFunction(mapper))
    throw new DatasetArgumentError(
      'a function that workers can load expected with numProc, as { module: import.meta.resolve("./tokenize.ts"), export: "tokenize" }',
      "a function",
    );
}
