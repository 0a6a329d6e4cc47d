import { stat } from "node:fs/promises";
import { fingerprint } from "../../cache/fingerprint.ts";
import { rowsOf } from "../../engine/query.ts";
import { identifier, literal, selectList } from "../../engine/sql.ts";
import { ColumnError, DataFileError, DatasetError } from "../../errors.ts";
import { featureToJson } from "../../features/feature-json.ts";
import { featureOfSqlType, sqlType } from "../../features/sql-type.ts";
import { Relation } from "../../table/relation.ts";
import type { FeatureMap } from "../../table/source.ts";
import { Table } from "../../table/table.ts";
import { exactPath, type LocalFile } from "../local-file.ts";
import type { Builder } from "./builder.ts";
import { featuresOfInfo } from "./features-of-info.ts";
import type { ParquetOptions } from "./options.ts";

/** Larger groups are read at one go, so that a row by its number would take long. */
const readableGroup = 131_072;

/**
 * Rows of parquet files where they are. The types are those that Python's `datasets` noted in the files, else those of the
 * files' own columns.
 *
 * @throws DataFileError for files that are broken or of other columns
 */
export const parquet: Builder<ParquetOptions> = async (files, { columns: wanted, features: given }) => {
  const checked: { file: LocalFile; numRows: number; largestGroup: number; columns: Map<string, string> }[] =
    [];
  for (const file of files) checked.push({ file, ...(await inspect(file)) });
  const [first] = checked as [(typeof checked)[number]];
  const names = wanted ?? [...first.columns.keys()];
  for (const name of [...names, ...(given?.keys() ?? [])])
    if (!first.columns.has(name))
      throw new ColumnError(`one of the columns ${[...first.columns.keys()].join(", ")} expected`, name);
  for (const { file, columns } of checked)
    for (const name of names)
      if (columns.get(name) !== first.columns.get(name))
        throw new DataFileError(
          file.name,
          `column "${name}" of type ${first.columns.get(name)} expected as in ${first.file.name}, found ${columns.get(name) ?? "none"}; load files of other columns on their own`,
        );

  const noted = await notedFeatures(first.file, first.columns);
  const features: FeatureMap = new Map(
    names.map((name) => [
      name,
      given?.get(name) ?? noted?.get(name) ?? featureOfSqlType(first.columns.get(name) as string),
    ]),
  );
  const key = fingerprint(
    "parquet",
    files.map((file) => file.key),
    Array.from(features, ([name, feature]) => [name, featureToJson(feature)]),
  );
  const numRows = checked.reduce((sum, each) => sum + each.numRows, 0);
  const isStored = names.every(
    (name) => !given?.has(name) || sqlType(features.get(name) ?? {}) === first.columns.get(name),
  );
  if (isStored && checked.every(({ largestGroup }) => largestGroup <= readableGroup))
    return new Table(
      checked.map(({ file, numRows }) => ({ path: exactPath(file.path), numRows })),
      features,
      key,
    );
  const paths = files.map(({ path }) => literal(exactPath(path))).join(", ");
  const whole = `SELECT ${selectList(names.map((name) => [name, name]))} FROM read_parquet([${paths}], hive_partitioning = false)`;
  const casts = [...(given ?? [])].map(
    ([name, feature]) => `CAST(${identifier(name)} AS ${sqlType(feature)}) AS ${identifier(name)}`,
  );
  const query = casts.length > 0 ? `SELECT * REPLACE (${casts.join(", ")}) FROM (${whole})` : whole;
  return Relation.of(query, key, features, numRows);
};

/** @throws DataFileError where DuckDB finds something wrong */
async function reading<T>(file: LocalFile, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (cause instanceof DatasetError) throw cause;
    const [message] = (cause instanceof Error ? cause.message : String(cause)).split("\n");
    throw new DataFileError(
      file.name,
      `a complete parquet file expected (${message?.replace(/ ?["'][^"']*["']/, "")}); get it anew`,
      { cause },
    );
  }
}

/** What a file's footer says, if it does not contradict itself. */
async function inspect(file: LocalFile) {
  const path = literal(exactPath(file.path));
  return reading(file, async () => {
    const columns = await rowsOf<{ column_name: string; column_type: string }>(
      `DESCRIBE SELECT * FROM read_parquet(${path}, hive_partitioning = false)`,
    );
    const [meta] = await rowsOf<{ rows: number }>(
      `SELECT num_rows AS rows FROM parquet_file_metadata(${path})`,
    );
    const groups = await rowsOf<{ rows: number; start: number; size: number }>(
      "SELECT any_value(row_group_num_rows) AS rows, min(coalesce(dictionary_page_offset, data_page_offset)) AS start, " +
        `sum(total_compressed_size) AS size FROM parquet_metadata(${path}) GROUP BY row_group_id`,
    );
    const { size } = await stat(file.path);
    const counted = groups.reduce((sum, { rows }) => sum + rows, 0);
    const numRows = meta?.rows ?? 0;
    const fits = groups.every((each) => each.rows >= 0 && each.start >= 4 && each.start + each.size <= size);
    if (numRows < 0 || counted !== numRows || !fits)
      throw new Error(`its footer contradicts itself: ${numRows} rows, ${counted} in its groups`);
    return {
      numRows,
      largestGroup: Math.max(0, ...groups.map(({ rows }) => rows)),
      columns: new Map(columns.map(({ column_name: name, column_type: type }) => [name, type])),
    };
  });
}

/** What is under the key `huggingface`, as far as it fits the file's columns. */
async function notedFeatures(
  file: LocalFile,
  columns: ReadonlyMap<string, string>,
): Promise<FeatureMap | undefined> {
  const from = `parquet_kv_metadata(${literal(exactPath(file.path))})`;
  const pairs = await reading(file, () =>
    rowsOf<{ value: string }>(`SELECT decode(value) AS value FROM ${from} WHERE key = 'huggingface'::BLOB`),
  );
  const text = pairs[0]?.value;
  if (text === undefined) return undefined;
  const features = featuresOfInfo(text, file.name);
  return new Map([...features].filter(([name]) => columns.has(name)));
}
