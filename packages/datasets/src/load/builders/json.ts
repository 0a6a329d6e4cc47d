import { fingerprint } from "../../cache/fingerprint.ts";
import { rowsOf } from "../../engine/query.ts";
import { identifier } from "../../engine/sql.ts";
import { ColumnError, DataFileError } from "../../errors.ts";
import { featureToJson } from "../../features/feature-json.ts";
import { sqlType } from "../../features/sql-type.ts";
import { Relation } from "../../table/relation.ts";
import type { FeatureMap } from "../../table/source.ts";
import type { LocalFile } from "../local-file.ts";
import type { Builder } from "./builder.ts";
import { checkObjects, jsonError, mixedTypes, wrongValue } from "./json-error.ts";
import { type Layout, layoutOf, objectsOf, scanOf } from "./json-scan.ts";
import { featuresOfStructure, structureOf } from "./json-structure.ts";
import { checkLabels, labelExpression } from "./label-column.ts";
import type { JsonOptions } from "./options.ts";

/**
 * Rows of json files, as a query on them: a list of objects, an object on each line, or a list that is a field of an
 * object. The types are those of all values; dates stay texts, since json has none.
 *
 * @throws DataFileError with the line of what is not json
 */
export const json: Builder<JsonOptions> = async (files, { field, features: given, ...options }) => {
  const layouts = await Promise.all(files.map((file) => layoutOf(file, field)));
  const { objects, maxObject, numRows, structure } = await summarize(files, layouts, field);
  if (numRows === 0) throw new DataFileError(files[0]?.name ?? "", emptyProblem(field));
  if (typeof structure !== "object" || structure === null || Array.isArray(structure))
    return checkObjects(files, objects);

  const { features: found, mixed } = featuresOfStructure(structure);
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
  const scan = scanOf(files, layouts, stored, objects, maxObject);
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

/** Counts the rows and finds their structure; DuckDB takes objects of up to 16 MB unless it is told of larger ones. */
async function summarize(files: readonly LocalFile[], layouts: readonly Layout[], field: string | undefined) {
  const whole = Math.max(...layouts.map(({ size }) => size)) + 1024;
  for (const maxObject of field === undefined ? [undefined, whole] : [whole]) {
    const objects = objectsOf(files, layouts, field, maxObject);
    try {
      return { objects, maxObject, ...(await structureOf(objects)) };
    } catch (cause) {
      if (maxObject !== undefined || !(cause as Error).message.includes("maximum_object_size"))
        return jsonError(cause, files, field);
    }
  }
  throw new DataFileError(files[0]?.name ?? "", "a json file expected");
}
