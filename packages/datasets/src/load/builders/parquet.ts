import { stat } from "node:fs/promises";
import { fingerprint } from "../../cache/fingerprint.ts";
import { rowsOf } from "../../engine/query.ts";
import { identifier, literal, selectList } from "../../engine/sql.ts";
import { ColumnError, DataFileError, DatasetError, FeatureError } from "../../errors.ts";
import type { Feature } from "../../features/feature.ts";
import { featureToJson } from "../../features/feature-json.ts";
import { featureOfSqlType, sqlType } from "../../features/sql-type.ts";
import { Relation } from "../../table/relation.ts";
import type { FeatureMap } from "../../table/source.ts";
import { Table } from "../../table/table.ts";
import { exactPath, type LocalFile } from "../local-file.ts";
import type { Builder } from "./builder.ts";
import { featuresOfInfo } from "./features-of-info.ts";
import { checkLabels, labelExpression } from "./label-column.ts";
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
  const changed = [...(given ?? [])].filter(
    ([name, feature]) => names.includes(name) && !isStoredAs(feature, first.columns.get(name)),
  );
  if (changed.length === 0 && checked.every(({ largestGroup }) => largestGroup <= readableGroup))
    return new Table(
      checked.map(({ file, numRows }) => ({ path: exactPath(file.path), numRows })),
      features,
      key,
    );
  const paths = files.map(({ path }) => literal(exactPath(path))).join(", ");
  const whole = `SELECT ${selectList(names.map((name) => [name, name]))} FROM read_parquet([${paths}], hive_partitioning = false)`;
  if (changed.length === 0) return Relation.of(whole, key, features, numRows);
  const casts = changed.map(([name, feature]) => {
    const column = identifier(name);
    const isName = feature._type === "ClassLabel" && first.columns.get(name) === "VARCHAR";
    return `${isName ? labelExpression(column, feature) : `CAST(${column} AS ${sqlType(feature)})`} AS ${column}`;
  });
  for (const [name, feature] of changed)
    await checkLabels(name, feature, first.columns.get(name) ?? "", whole);
  const query = `SELECT * REPLACE (${casts.join(", ")}) FROM (${whole})`;
  // Casts every value once, so that what does not fit is found now.
  await rowsOf(
    `SELECT ${changed.map(([name]) => `max(${identifier(name)})`).join(", ")} FROM (${query})`,
  ).catch((cause) => {
    const [message] = (cause as Error).message.split("\n");
    throw new FeatureError("values that fit the types of features expected", message, { cause });
  });
  return Relation.of(query, key, features, numRows);
};

/** Whether a column of a type of DuckDB's needs no change to be of a feature. */
function isStoredAs(feature: Feature, type: string | undefined): boolean {
  if (type === undefined) return false;
  const isInteger = /^U?(TINY|SMALL|BIG)?INT(EGER)?$/.test(type);
  return feature._type === "ClassLabel" ? isInteger : sqlType(feature) === sqlType(featureOfSqlType(type));
}

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

/** What is under the key `huggingface`, as far as it fits what the columns are. */
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
  return new Map([...features].filter(([name, feature]) => isStoredAs(feature, columns.get(name))));
}
