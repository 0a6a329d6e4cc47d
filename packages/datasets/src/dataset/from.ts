import { temporaryTable } from "../cache/temporary-table.ts";
import { DatasetArgumentError } from "../errors.ts";
import type { FeatureMap } from "../table/source.ts";
import { TableWriter } from "../table/table-writer.ts";
import { viewOf } from "../table/view.ts";
import { Dataset } from "./dataset.ts";
import type { DatasetInfo } from "./dataset-reader.ts";
import type { Row } from "./row.ts";

interface FromOptions {
  /** Types that cannot be told from the values. */
  readonly features?: FeatureMap;
  readonly info?: DatasetInfo;
}

const rowsAtOnce = 1000;

/**
 * A dataset of objects, from a list or one by one. A key that a row lacks is null; columns are those of the first thousand rows.
 *
 * @throws FeatureError for values that do not fit the others of their column
 */
export async function fromRows<R extends object = Row>(
  rows: Iterable<R> | AsyncIterable<R>,
  { features, info }: FromOptions = {},
): Promise<Dataset<R>> {
  const table = await temporaryTable(async (folder) => {
    const writer = new TableWriter(folder, features);
    let waiting: Row[] = [];
    let names: string[] = features ? [...features.keys()] : [];
    const flush = async () => {
      if (names.length === 0) names = [...new Set(waiting.flatMap(Object.keys))];
      for (const row of waiting) {
        const unknown = Object.keys(row).find((name) => !names.includes(name));
        if (unknown !== undefined)
          throw new DatasetArgumentError(
            `rows with the columns ${names.join(", ")} expected, name others in features`,
            unknown,
          );
      }
      await writer.append(new Map(names.map((name) => [name, waiting.map((row) => row[name] ?? null)])));
      waiting = [];
    };
    for await (const row of rows) if (waiting.push(row as Row) === rowsAtOnce) await flush();
    if (waiting.length > 0 || names.length > 0) await flush();
    return writer.finish();
  });
  return new Dataset<R>(viewOf(table), info);
}

/** A dataset of columns. @throws FeatureError for columns that differ in length */
export async function fromColumns(
  columns: Readonly<Record<string, ArrayLike<unknown>>>,
  { features, info }: FromOptions = {},
): Promise<Dataset> {
  const table = await temporaryTable(async (folder) => {
    const writer = new TableWriter(folder, features);
    await writer.append(new Map(Object.entries(columns)));
    return writer.finish();
  });
  return new Dataset(viewOf(table), info);
}
