import { glob, stat } from "node:fs/promises";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { DataFileError } from "../errors.ts";
import { filterPaths } from "./filter-paths.ts";
import { formatOfName } from "./formats.ts";
import { isArchive } from "./prepare-files.ts";

/** Where a data file is. */
export type DataFile =
  | { readonly kind: "file"; readonly path: string; readonly name: string }
  | { readonly kind: "url"; readonly url: string; readonly name: string }
  | { readonly kind: "hub"; readonly path: string; readonly name: string };

/** Names, addresses or patterns of files: one or some, or some for each split. */
export type DataFiles = string | readonly string[] | Readonly<Record<string, string | readonly string[]>>;

/** The patterns of each split; those without a split are `train`. */
export function patternsOf(dataFiles: DataFiles): Map<string, readonly string[]> {
  const isOne = typeof dataFiles === "string" || Array.isArray(dataFiles);
  const splits = isOne ? { train: dataFiles as string | readonly string[] } : dataFiles;
  return new Map(
    Object.entries(splits as Record<string, string | readonly string[]>).map(([split, patterns]) => [
      split,
      typeof patterns === "string" ? [patterns] : patterns,
    ]),
  );
}

/** @throws DataFileError if a pattern matches nothing */
export async function findLocal(patterns: readonly string[], folder: string): Promise<DataFile[]> {
  const found: DataFile[] = [];
  for (const pattern of patterns) {
    if (/^https?:\/\//i.test(pattern)) {
      const name = decodeURIComponent(new URL(pattern).pathname.split("/").at(-1) || "data");
      found.push({ kind: "url", url: pattern, name });
      continue;
    }
    const paths = await localPaths(pattern, folder);
    if (paths.length === 0)
      throw new DataFileError(
        isAbsolute(pattern) ? pattern : join(folder, pattern),
        /[*?[{]/.test(pattern)
          ? "files that match expected, there are none"
          : "a file that is there expected",
      );
    found.push(...paths.map((path) => ({ kind: "file", path, name: path }) as const));
  }
  return found;
}

async function localPaths(pattern: string, folder: string): Promise<string[]> {
  const exact = resolve(folder, pattern);
  const info = await stat(exact).catch(() => undefined);
  if (info?.isFile()) return [exact];
  if (info?.isDirectory()) return (await filesIn(exact)).map((path) => join(exact, path));
  const matches: string[] = [];
  for await (const path of glob(pattern.replaceAll("\\", "/"), { cwd: folder })) {
    const full = resolve(folder, path);
    if ((await stat(full).catch(() => undefined))?.isFile()) matches.push(full);
  }
  return matches.sort();
}

/** The data files in a folder and the folders in it, relative and with `/`. */
export async function filesIn(folder: string): Promise<string[]> {
  const paths: string[] = [];
  for await (const entry of glob("**/*", { cwd: folder, withFileTypes: true })) {
    const path = relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/");
    if (entry.isFile() || entry.isSymbolicLink()) paths.push(path);
  }
  return dataFilesOf(paths);
}

/** Those of some files that have rows. */
export function dataFilesOf(paths: readonly string[]): string[] {
  const isData = (path: string) => formatOfName(path) !== undefined || isArchive(path);
  const visible = paths.filter((path) => !path.split("/").some((name) => /^(\.|__)/.test(name)));
  return visible.filter(isData).sort();
}

/** @throws DataFileError if a pattern matches none of a repository's files */
export function findInRepo(patterns: readonly string[], paths: readonly string[], repo: string): DataFile[] {
  return patterns.flatMap((pattern) => {
    const matching = filterPaths(paths, pattern);
    if (matching.length === 0)
      throw new DataFileError(`${repo}/${pattern}`, "files that match expected, there are none");
    return matching.map((path) => ({ kind: "hub", path, name: `${repo}/${path}` }) as const);
  });
}
