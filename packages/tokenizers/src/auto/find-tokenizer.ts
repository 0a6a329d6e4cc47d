import { stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { isAbsolute, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type RepoOptions, snapshotDownload } from "@llm-course/hub";
import { TokenizerNotFoundError } from "./errors.ts";

/** What of a repository belongs to its tokenizer. */
const files = [
  "tokenizer.json",
  "tokenizer_config.json",
  "special_tokens_map.json",
  "config.json",
  "*.jinja",
];

/** Where a package may keep its tokenizer. */
const places = ["", "model", "models"];

export interface FindOptions
  extends Pick<
    RepoOptions,
    "revision" | "token" | "cacheDir" | "endpoint" | "localFilesOnly" | "signal" | "onProgress"
  > {
  /** Path or URL of the file or folder whose packages are searched. Default: the working directory's, then this package's. */
  readonly from?: string | URL | undefined;
}

/**
 * The folder that holds a tokenizer.json: a folder of this machine, a package of npm, or a repository of the Hub, which is
 * downloaded.
 *
 * @throws TokenizerNotFoundError, and what `snapshotDownload` throws
 */
export async function findTokenizer(
  source: string,
  { from, ...hubOptions }: FindOptions = {},
): Promise<string> {
  if (source === "")
    throw new TokenizerNotFoundError("a folder, a package of npm or an id of the Hub expected", source);
  const isPath = isAbsolute(source) || /^\.{1,2}(?:[/\\]|$)/.test(source);
  if (await isFolder(source)) {
    if (await hasTokenizer(source)) return resolve(source);
    if (isPath) throw new TokenizerNotFoundError("no tokenizer.json in this folder", source);
  }
  if (isPath) throw new TokenizerNotFoundError("there is no such folder", source);
  const found = await findInPackage(source, from);
  if (found !== undefined) return found;
  if (source.startsWith("@"))
    throw new TokenizerNotFoundError(
      "no package by this name with a tokenizer.json, install it or say with `from` whose packages to search",
      source,
    );
  const folder = await snapshotDownload({ ...hubOptions, repo: source, allowPatterns: files });
  if (await hasTokenizer(folder)) return folder;
  throw new TokenizerNotFoundError("no tokenizer.json in this repository of the Hub", source);
}

async function findInPackage(name: string, from: string | URL | undefined): Promise<string | undefined> {
  if (!/^(?:@[\w.~-]+\/)?[\w.~-]+$/.test(name)) return undefined;
  const starts =
    from === undefined ? [join(process.cwd(), "_"), fileURLToPath(import.meta.url)] : [await fileIn(from)];
  for (const start of starts) {
    for (const folder of createRequire(pathToFileURL(start)).resolve.paths(name) ?? [])
      for (const place of places) {
        const candidate = join(folder, name, place);
        if (await hasTokenizer(candidate)) return candidate;
      }
  }
  return undefined;
}

/** Modules are looked for from a file; a folder gets one. */
async function fileIn(from: string | URL): Promise<string> {
  const path = resolve(from instanceof URL || from.startsWith("file:") ? fileURLToPath(from) : from);
  return (await isFolder(path)) ? join(path, "_") : path;
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

async function hasTokenizer(folder: string): Promise<boolean> {
  return (await stat(join(folder, "tokenizer.json")).catch(() => undefined))?.isFile() ?? false;
}
