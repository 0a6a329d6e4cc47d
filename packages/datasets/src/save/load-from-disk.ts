import { readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { z } from "zod";
import { cachedTable } from "../cache/cached-table.ts";
import { fingerprint } from "../cache/fingerprint.ts";
import { Dataset } from "../dataset/dataset.ts";
import { DatasetDict } from "../dataset/dataset-dict.ts";
import type { Format } from "../dataset/format.ts";
import type { Row } from "../dataset/row.ts";
import { DataFileError } from "../errors.ts";
import { type LocalFile, localFile } from "../load/local-file.ts";
import { viewOf } from "../table/view.ts";

const fileName = z
  .string()
  .refine((name) => name === basename(name) && !name.includes("\\"), "a name without folders");
const state = z.object({
  _data_files: z.array(z.object({ filename: fileName })),
  _fingerprint: z.string().nullish(),
  _format_columns: z.array(z.string()).nullish(),
  _format_type: z.string().nullish(),
  _output_all_columns: z.boolean().nullish(),
  _split: z.string().nullish(),
});
const text = z.string().nullish();
const info = z.object({ description: text, citation: text, homepage: text, license: text });
const dict = z.object({ splits: z.array(fileName).min(1) });

/**
 * What `saveToDisk`, or Python's `save_to_disk`, saved: a dataset, or several splits.
 *
 * @throws DataFileError for a folder that is none, and files that are missing or broken
 */
export async function loadFromDisk<R extends object = Row>(
  folder: string,
): Promise<Dataset<R> | DatasetDict<R>> {
  const dictFile = join(folder, "dataset_dict.json");
  if (!(await stat(dictFile).catch(() => undefined))) return loadOne(folder);
  const { splits } = await readJson(dictFile, dict);
  const loaded = new DatasetDict<R>();
  for (const split of splits) loaded.set(split, await loadOne(join(folder, split), split));
  return loaded;
}

async function loadOne<R extends object>(folder: string, name?: string): Promise<Dataset<R>> {
  const said = await readJson(join(folder, "state.json"), state);
  const { description, citation, homepage, license } = await readJson(
    join(folder, "dataset_info.json"),
    info,
  );
  const files: LocalFile[] = [];
  for (const { filename } of said._data_files) files.push(await localFile(join(folder, filename)));
  const key = fingerprint(
    "disk",
    files.map((file) => file.key),
  );
  const table = await cachedTable(key, async (temporary) => {
    const { tableOfArrow } = await import("./arrow-table.ts");
    return tableOfArrow(files, temporary);
  });
  const split = name ?? said._split;
  const format: Format | undefined = said._format_type
    ? {
        type: "typed",
        ...(said._format_columns && { columns: said._format_columns }),
        ...(said._output_all_columns && { outputAllColumns: true }),
      }
    : undefined;
  return new Dataset<R>(
    viewOf(table),
    {
      ...(description && { description }),
      ...(citation && { citation }),
      ...(homepage && { homepage }),
      ...(license && { license }),
      ...(split && { split }),
    },
    format,
  );
}

async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    const isThere = (cause as NodeJS.ErrnoException).code !== "ENOENT";
    throw new DataFileError(
      path,
      isThere ? "json expected" : "a folder that saveToDisk wrote expected, this is missing",
      {
        cause,
      },
    );
  }
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new DataFileError(
    path,
    `what saveToDisk wrote expected, ${issue?.path.join(".")}: ${issue?.message}`,
  );
}
