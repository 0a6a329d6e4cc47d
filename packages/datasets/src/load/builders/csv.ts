import { fingerprint } from "../../cache/fingerprint.ts";
import { rowsOf } from "../../engine/query.ts";
import { identifier, literal } from "../../engine/sql.ts";
import { ColumnError, FeatureError } from "../../errors.ts";
import type { Feature } from "../../features/feature.ts";
import { featureToJson } from "../../features/feature-json.ts";
import { sqlType } from "../../features/sql-type.ts";
import { Relation } from "../../table/relation.ts";
import type { FeatureMap } from "../../table/source.ts";
import { exactPath, type LocalFile } from "../local-file.ts";
import type { Builder } from "./builder.ts";
import { csvColumns } from "./csv-columns.ts";
import { csvError } from "./csv-error.ts";
import { csvTypes } from "./csv-types.ts";
import { checkLabels, labelExpression } from "./label-column.ts";
import type { CsvOptions } from "./options.ts";

/**
 * Bytes that a line has at most, and bytes that a buffer has. DuckDB's own are 2 and 32 MB, and it holds several; such
 * buffers are no quicker. Files with longer lines are read with what is enough for 16 MB.
 */
const usual = { line: 262_144, buffer: 1_048_576 };
const long = { line: 16_777_216, buffer: 67_108_864 };

/**
 * Rows of csv files, as a query on them. Their types are those of all their values: a first pass over the files reads every
 * value as a text, which also counts the rows and finds what is not csv.
 *
 * @throws DataFileError with the line
 */
export const csv: Builder<CsvOptions> = async (files, options) => {
  const settings = { ...options, delimiter: options.delimiter ?? defaultDelimiter(files) };
  const names = await csvColumns(files, settings);
  for (const name of options.features?.keys() ?? [])
    if (!names.includes(name)) throw new ColumnError(`one of the columns ${names.join(", ")} expected`, name);
  const texts = new Map(names.map((name) => [name, "VARCHAR"]));
  const onError = (cause: unknown) => csvError(cause, files, names.length, settings);
  let scan = scanOf(files, settings, usual);
  const { numRows, types } = await csvTypes(scan(texts), names)
    .catch((cause: Error) => {
      if (!/Maximum line size|does not support a full read/.test(cause.message)) throw cause;
      scan = scanOf(files, settings, long);
      return csvTypes(scan(texts), names);
    })
    .catch(onError);
  const features = new Map([...types, ...(options.features ?? [])].map(([name, type]) => [name, type]));
  const read = new Map(Array.from(features, ([name, feature]) => [name, storedType(name, feature, types)]));
  const query = `SELECT ${names.map((name) => expressionOf(name, features, read)).join(", ")} FROM (${scan(read)})`;
  const given = [...(options.features?.keys() ?? [])];
  if (given.length > 0 && numRows > 0)
    await rowsOf(
      `SELECT ${given.map((name) => `max(${identifier(name)})`).join(", ")} FROM (${scan(read)})`,
    ).catch(onError);
  for (const name of given)
    await checkLabels(name, features.get(name) as Feature, read.get(name) as string, scan(read));

  const key = fingerprint(
    "csv",
    files.map((file) => file.key),
    { ...settings, features: undefined },
    Array.from(features, ([name, feature]) => [name, featureToJson(feature)]),
  );
  return Relation.of(query, key, features, numRows);
};

function defaultDelimiter(files: readonly LocalFile[]): string {
  return files.every(({ name }) => /\.tsv(\.|$)/i.test(name)) ? "\t" : ",";
}

/** A scan that guesses nothing: columns, types and dialect are all said. */
function scanOf(
  files: readonly LocalFile[],
  options: CsvOptions & { readonly delimiter: string },
  { line, buffer }: typeof usual,
) {
  const paths = files.map(({ path }) => literal(exactPath(path)));
  const nulls = ["", ...(options.nullValues ?? [])].map(literal);
  const quote = options.quote ?? '"';
  const parameters = [
    "auto_detect = false, strict_mode = true, store_rejects = false, hive_partitioning = false",
    `header = ${options.header ?? options.columnNames === undefined}`,
    `delim = ${literal(options.delimiter)}, quote = ${literal(quote)}, escape = ${literal(quote)}`,
    `nullstr = [${nulls.join(", ")}]`,
    ...(options.skipRows ? [`skip = ${options.skipRows}`] : []),
    `max_line_size = ${line}, buffer_size = ${buffer}`,
  ];
  return (columns: ReadonlyMap<string, string>) => {
    const fields = Array.from(columns, ([name, type]) => `${literal(name)}: ${literal(type)}`);
    return `SELECT * FROM read_csv([${paths.join(", ")}], columns = {${fields.join(", ")}}, ${parameters.join(", ")})`;
  };
}

/** The type as which a column is read; names of classes are texts until then. */
function storedType(name: string, feature: Feature, found: FeatureMap): string {
  const before = found.get(name);
  if (feature._type === "ClassLabel")
    return before?._type === "Value" && before.dtype === "string" ? "VARCHAR" : "BIGINT";
  if (feature._type !== "Value")
    throw new FeatureError(
      `column "${name}": a single value or a ClassLabel expected of a csv file`,
      feature,
    );
  return sqlType(feature);
}

function expressionOf(name: string, features: FeatureMap, read: ReadonlyMap<string, string>): string {
  const feature = features.get(name) as Feature;
  const column = identifier(name);
  if (feature._type !== "ClassLabel" || read.get(name) !== "VARCHAR") return column;
  return `${labelExpression(column, feature)} AS ${column}`;
}
