import { open } from "node:fs/promises";
import { identifier, literal } from "../../engine/sql.ts";
import { DataFileError } from "../../errors.ts";
import { exactPath, type LocalFile } from "../local-file.ts";

/** How the rows are in a file, and how many bytes it has. */
export interface Layout {
  readonly layout: "newline_delimited" | "array" | "unstructured";
  readonly size: number;
}

/** @throws DataFileError for a file without anything in it */
export async function layoutOf(file: LocalFile, field: string | undefined): Promise<Layout> {
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
export function objectsOf(
  files: readonly LocalFile[],
  layouts: readonly Layout[],
  field: string | undefined,
  maxObject: number | undefined,
): string {
  const parts = files.map(({ path }, i) => {
    const read = `read_json_objects(${literal(exactPath(path))}, format = '${layouts[i]?.layout}', hive_partitioning = false${maximum(maxObject)})`;
    if (field === undefined) return `SELECT json FROM ${read}`;
    const at = literal(`$.${JSON.stringify(field)}`);
    const list = `CASE WHEN json_type(json, ${at}) = 'ARRAY' THEN CAST(json_extract(json, ${at}) AS JSON[]) ELSE [] END`;
    return `SELECT unnest(${list}) AS json FROM ${read}`;
  });
  return parts.join(" UNION ALL ");
}

function maximum(maxObject: number | undefined): string {
  return maxObject === undefined ? "" : `, maximum_object_size = ${maxObject}`;
}

/** A query for the rows as columns of these types. */
export function scanOf(
  files: readonly LocalFile[],
  layouts: readonly Layout[],
  columns: readonly (readonly [name: string, type: string])[],
  objects: string,
  maxObject: number | undefined,
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
    "records = true, auto_detect = false, hive_partitioning = false" +
    `${maximum(maxObject)})`
  );
}
