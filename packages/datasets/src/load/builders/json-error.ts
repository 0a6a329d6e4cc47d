import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { createInterface } from "node:readline";
import { rowsOf } from "../../engine/query.ts";
import { literal } from "../../engine/sql.ts";
import { DataFileError, FeatureError } from "../../errors.ts";
import type { LocalFile } from "../local-file.ts";
import { checkUtf8 } from "../text-encoding.ts";

const largest = 256e6;
const pathOf = (name: string) => literal(`$.${JSON.stringify(name)}`);

/**
 * Finds what is not json in files that DuckDB could not read, whose own line numbers are not always right.
 *
 * @throws DataFileError, always
 */
export async function jsonError(cause: unknown, files: readonly LocalFile[], field?: string): Promise<never> {
  const message = cause instanceof Error ? cause.message : String(cause);
  if (/^Out of Memory/.test(message))
    throw new DataFileError(
      files.map(({ name }) => name).join(", "),
      "more memory expected, allow it with setMemoryLimit; rows on lines of their own need less",
      { cause },
    );
  for (const file of files) {
    await checkUtf8(file.path, file.name);
    const start = (await firstCharacter(file.path)) ?? "";
    if (start === "[" || field !== undefined) await checkWhole(file, cause);
    else await checkLines(file, cause);
  }
  const path = /in file "(.*?)"/.exec(message)?.[1];
  const file = files.find((each) => each.path === path) ?? (files[0] as LocalFile);
  throw new DataFileError(file.name, `json expected, ${message.split("\n")[0]?.replace(/^.*?Error: /, "")}`, {
    cause,
  });
}

async function firstCharacter(path: string): Promise<string | undefined> {
  for await (const chunk of createReadStream(path, { encoding: "utf8" })) {
    const text = (chunk as string).trimStart();
    if (text !== "") return text[0];
  }
  return undefined;
}

async function checkLines(file: LocalFile, cause: unknown): Promise<void> {
  let number = 0;
  for await (const line of createInterface({
    input: createReadStream(file.path),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    number++;
    if (line.trim() === "") continue;
    try {
      JSON.parse(line);
    } catch (error) {
      const { message } = error as Error;
      const hint = number === 1 ? await fieldHint(file) : "";
      throw new DataFileError(
        file.name,
        `a json object on each line expected, ${message.split("\n")[0]}${hint}`,
        { cause, line: number },
      );
    }
  }
}

/** Which field to name if the file is one object that has lists. */
async function fieldHint(file: LocalFile): Promise<string> {
  if ((await stat(file.path)).size > largest) return "";
  try {
    const whole = JSON.parse(await readFile(file.path, "utf8")) as object;
    const lists = Object.keys(whole).filter((name) =>
      Array.isArray((whole as Record<string, unknown>)[name]),
    );
    return lists.length > 0
      ? `; the file is one object with lists, pass field: ${JSON.stringify(lists[0])}`
      : "";
  } catch {
    return "";
  }
}

async function checkWhole(file: LocalFile, cause: unknown): Promise<void> {
  if ((await stat(file.path)).size > largest) return;
  const text = await readFile(file.path, "utf8");
  try {
    JSON.parse(text);
  } catch (error) {
    const { message } = error as Error;
    const position = /position (\d+)/.exec(message)?.[1];
    const at = position === undefined ? text.length : Number(position);
    const line = text.slice(0, at).split("\n").length;
    const problem = message.replace(
      /,? ?(in JSON )?at position.*$|, (\.\.\.)?"[\s\S]*is not valid JSON$/s,
      "",
    );
    throw new DataFileError(file.name, `json expected, ${problem}`, { cause, line });
  }
}

/** @throws DataFileError, always: with the first row that is no object */
export async function checkObjects(files: readonly LocalFile[], objects: string): Promise<never> {
  const [wrong] = await rowsOf<{ row: number; json: string }>(
    `SELECT "#row" AS row, CAST(json AS VARCHAR) AS json FROM (SELECT json, row_number() OVER () - 1 AS "#row" FROM (${objects})) ` +
      "WHERE json_type(json) <> 'OBJECT' ORDER BY 1 LIMIT 1",
  );
  const name = files.length === 1 ? files[0]?.name : `one of ${files.map((file) => file.name).join(", ")}`;
  throw new DataFileError(
    name ?? "",
    `objects of columns expected as rows, row ${wrong?.row} is ${wrong?.json.slice(0, 100)}`,
  );
}

/** @throws FeatureError, always: with the first row whose value is of a second type */
export async function mixedTypes(name: string, objects: string): Promise<never> {
  const types = await rowsOf<{ type: string; row: number }>(
    "SELECT CASE WHEN t IN ('UBIGINT', 'BIGINT', 'HUGEINT', 'DOUBLE') THEN 'number' ELSE lower(t) END AS type, min(\"#row\") AS row " +
      `FROM (SELECT json_type(json, ${pathOf(name)}) AS t, "#row" FROM (SELECT json, row_number() OVER () - 1 AS "#row" FROM (${objects}))) ` +
      "WHERE t IS NOT NULL AND t <> 'NULL' GROUP BY 1 ORDER BY 2",
  );
  const [first, second] = types;
  const advice = `correct it, or keep the json as a text with features: new Map([[${JSON.stringify(name)}, value("string")]])`;
  if (!first || !second)
    throw new FeatureError(
      `column "${name}": values of one type inside lists and objects expected; ${advice}`,
      name,
    );
  throw new FeatureError(
    `column "${name}", row ${second.row}: values of one type expected, ${first.type} as in row ${first.row}; ${advice}`,
    second.type,
  );
}

/** @throws FeatureError with the first row whose value is not of its column's type */
export async function wrongValue(
  cause: unknown,
  columns: readonly (readonly [name: string, type: string])[],
  objects: string,
  files: readonly LocalFile[],
): Promise<never> {
  for (const [name, type] of columns) {
    const json = `json_extract(json, ${pathOf(name)})`;
    const [wrong] = await rowsOf<{ row: number; value: string }>(
      `SELECT "#row" AS row, CAST(${json} AS VARCHAR) AS value FROM (SELECT json, row_number() OVER () - 1 AS "#row" FROM (${objects})) ` +
        `WHERE ${json} IS NOT NULL AND ${json} <> 'null' AND TRY_CAST(${json} AS ${type}) IS NULL ORDER BY 1 LIMIT 1`,
    );
    if (wrong)
      throw new FeatureError(
        `column "${name}", row ${wrong.row}: a value of type ${type} expected, pass another in features`,
        wrong.value.slice(0, 200),
      );
  }
  return jsonError(cause, files);
}
