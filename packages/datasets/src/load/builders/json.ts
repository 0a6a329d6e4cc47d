import { open } from "node:fs/promises";
import { fingerprint } from "../../cache/fingerprint.ts";
import { rowsOf } from "../../engine/query.ts";
import { identifier, literal } from "../../engine/sql.ts";
import { ColumnError, DataFileError } from "../../errors.ts";
import { featureToJson } from "../../features/feature-json.ts";
import { sqlType } from "../../features/sql-type.ts";
import { Relation } from "../../table/relation.ts";
import type { FeatureMap } from "../../table/source.ts";
import { exactPath, type LocalFile } from "../local-file.ts";
import type { Builder } from "./builder.ts";
import { checkObjects, jsonError, mixedTypes, wrongValue } from "./json-error.ts";
import { featuresOfStructure } from "./json-structure.ts";
import { checkLabels, labelExpression } from "./label-column.ts";
import type { JsonOptions } from "./options.ts";

type Layout = "newline_delimited" | "array" | "unstructured";

/**
 * Rows of json files, as a query on them: a list of objects, an object on each line, or a list that is a field of an
 * object. The types are those of all values; dates stay texts, since json has none.
 *
 * @throws DataFileError with the line of what is not json
 */
export const json: Builder<JsonOptions> = async (files, { field, features: given, ...options }) => {
  const layouts = await Promise.all(files.map((file) => layoutOf(file, field)));
  const whole = Math.max(...layouts.map(({ size }) => size));
  const objects = files
    .map((file, i) => objectsOf(file, layouts[i] as { layout: Layout }, field, whole))
    .join(" UNION ALL ");
  const onError = (cause: unknown) => jsonError(cause, files, field);

  const [summary] = await rowsOf<{ rows: number; structure: string | null }>(
    `SELECT count(*) AS rows, json_group_structure(json) AS structure FROM (${objects})`,
  ).catch(onError);
  const { rows: numRows = 0, structure = null } = summary ?? {};
  if (numRows === 0) throw new DataFileError(files[0]?.name ?? "", emptyProblem(field));
  const shape: unknown = JSON.parse(structure ?? "null");
  if (typeof shape !== "object" || shape === null || Array.isArray(shape)) await checkObjects(files, objects);

  const { features: found, mixed } = featuresOfStructure(shape as object);
  for (const name of given?.keys() ?? [])
    if (!found.has(name))
      throw new ColumnError(`one of the columns ${[...found.keys()].join(", ")} expected`, name);
  for (const name of mixed) if (!given?.has(name)) await mixedTypes(name, objects);
  const features = new Map(Array.from(found, ([name, feature]) => [name, given?.get(name) ?? feature]));

  const stored = Array.from(features, ([name, feature]): [string, string] => {
    const before = found.get(name);
    const isName = feature._type === "ClassLabel" && before?._type === "Value" && before.dtype === "string";
    return [name, isName ? "VARCHAR" : sqlType(feature)];
  });
  const scan = scanOf(files, layouts, stored, objects);
  const query = `SELECT ${stored
    .map(([name, type]) => {
      const [column, feature] = [identifier(name), features.get(name)];
      const isName = feature?._type === "ClassLabel" && type === "VARCHAR";
      return isName ? `${labelExpression(column, feature)} AS ${column}` : column;
    })
    .join(", ")} FROM (${scan})`;
  // Reads every value once as its type, so that what is too large for it is found now.
  await rowsOf(
    `SELECT ${stored.map(([name]) => `count(${identifier(name)})`).join(", ")} FROM (${scan})`,
  ).catch((cause) => wrongValue(cause, stored, objects, files));
  for (const [name, type] of stored) await checkLabels(name, features.get(name) ?? {}, type, scan);

  const key = fingerprint(
    "json",
    files.map((file) => file.key),
    { field, ...options },
    Array.from(features, ([name, feature]) => [name, featureToJson(feature)]),
  );
  return Relation.of(query, key, features as FeatureMap, numRows);
};

function emptyProblem(field: string | undefined): string {
  return field === undefined
    ? "rows expected, the file has none"
    : `a list of rows expected in the field "${field}", there is none`;
}

async function layoutOf(
  file: LocalFile,
  field: string | undefined,
): Promise<{ layout: Layout; size: number }> {
  await using handle = await open(file.path);
  const { size } = await handle.stat();
  if (field !== undefined) return { layout: "unstructured", size };
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(65_536), 0, 65_536, 0);
  const start = buffer.subarray(0, bytesRead).toString("utf8").trimStart();
  if (start === "") throw new DataFileError(file.name, "rows expected, the file is empty");
  if (start.startsWith("[")) return { layout: "array", size };
  return { layout: "newline_delimited", size };
}

/** A query for rows that are still json, in the column `json`. */
function objectsOf(
  file: LocalFile,
  { layout }: { layout: Layout },
  field: string | undefined,
  size: number,
): string {
  const read = `read_json_objects(${literal(exactPath(file.path))}, format = '${layout}', hive_partitioning = false`;
  if (field === undefined) return `SELECT json FROM ${read}, maximum_object_size = 67108864)`;
  const path = literal(`$.${JSON.stringify(field)}`);
  const list = `CASE WHEN json_type(json, ${path}) = 'ARRAY' THEN CAST(json_extract(json, ${path}) AS JSON[]) ELSE [] END`;
  return `SELECT unnest(${list}) AS json FROM ${read}, maximum_object_size = ${size + 1024})`;
}

function scanOf(
  files: readonly LocalFile[],
  layouts: readonly { layout: Layout }[],
  columns: readonly (readonly [name: string, type: string])[],
  objects: string,
): string {
  const [first] = layouts;
  const isOneLayout = layouts.every(({ layout }) => layout === first?.layout);
  if (!isOneLayout || first?.layout === "unstructured") {
    const fields = columns.map(
      ([name, type]) => `CAST(json_extract(json, ${literal(`$.${JSON.stringify(name)}`)}) AS ${type})`,
    );
    const texts = columns.map(([name, type], i) => {
      const path = literal(`$.${JSON.stringify(name)}`);
      // A text without its quotes; anything else as the json it is.
      return `${type === "VARCHAR" ? `json_extract_string(json, ${path})` : fields[i]} AS ${identifier(name)}`;
    });
    return `SELECT ${texts.join(", ")} FROM (${objects})`;
  }
  const paths = files.map(({ path }) => literal(exactPath(path)));
  const types = columns.map(([name, type]) => `${literal(name)}: ${literal(type)}`);
  return (
    `SELECT * FROM read_json([${paths.join(", ")}], format = '${first?.layout}', columns = {${types.join(", ")}}, ` +
    "records = true, auto_detect = false, hive_partitioning = false, maximum_object_size = 67108864)"
  );
}
