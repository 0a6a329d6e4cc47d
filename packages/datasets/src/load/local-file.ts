import { stat } from "node:fs/promises";
import { DataFileError } from "../errors.ts";

/** A file that can be read as it is. */
export interface LocalFile {
  /** Plain bytes: unpacked, and for texts UTF-8 without a byte order mark. */
  readonly path: string;
  /** What was asked for, for messages and for its extension. */
  readonly name: string;
  /** Changes when the file does. */
  readonly key: readonly unknown[];
}

/** @throws DataFileError if there is no such file */
export async function localFile(path: string, name = path): Promise<LocalFile & { readonly size: number }> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  if (!found?.isFile()) throw new DataFileError(name, "a file that is there expected");
  return { path, name, key: [path, `${found.size}`, `${found.mtimeNs}`], size: Number(found.size) };
}

/** A file's path as DuckDB takes it, where `*`, `?` and `[` would stand for other names. */
export function exactPath(path: string): string {
  return path.replace(/[*?[]/g, "[$&]");
}
