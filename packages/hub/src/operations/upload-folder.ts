import { readdir, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { InvalidSettingError } from "../errors.ts";
import { filterPaths, type PathPatterns } from "../filter-paths.ts";
import { listRepoFiles } from "../list-repo-files.ts";
import { repoCommit } from "../repo-commit.ts";
import { checkRepoPath } from "../repo-path.ts";
import type { CommitOperation } from "./commit-operation.ts";
import { type CommitInfo, type CommitOptions, createCommit } from "./create-commit.ts";

export interface UploadFolderOptions extends CommitOptions, PathPatterns {
  /** The folder on this machine. */
  folder: string;
  /** The folder in the repository. Default: its root. */
  path?: string | undefined;
  /** Files of the repository, below `path`, that the same commit deletes if they are not uploaded: none by default. */
  deletePatterns?: readonly string[] | undefined;
  /** Changes to make in the same commit. They win over a file of the folder at the same path. */
  operations?: readonly CommitOperation[] | undefined;
}

/**
 * Uploads the files of a folder, and of the folders in it, in one commit. Links to files are followed, links to folders are
 * not; git's own folder and what other clients note in `.cache/huggingface` stay here.
 *
 * @throws InvalidSettingError where no file is left to upload, and what `createCommit` throws
 */
export async function uploadFolder(options: UploadFolderOptions): Promise<CommitInfo> {
  const { folder, deletePatterns, operations = [] } = options;
  const prefix = options.path === undefined ? "" : `${checkRepoPath(options.path)}/`;
  const files = filterPaths(await filesIn(folder), options);
  const others = new Set(operations.map(({ path }) => path));
  const adds = files
    .map(({ path }) => ({
      kind: "add" as const,
      path: prefix + path,
      file: join(folder, ...path.split("/")),
    }))
    .filter(({ path }) => !others.has(path));
  if (adds.length + operations.length === 0)
    throw new InvalidSettingError(
      "folder",
      `no file to upload; expected some in the folder, and patterns that leave them: ${folder}`,
    );
  const added = new Set([...adds.map(({ path }) => path), ...others]);
  const deletes = deletePatterns === undefined ? [] : await surplus(options, prefix, deletePatterns);
  return createCommit({
    ...options,
    commitMessage: options.commitMessage ?? `Upload ${adds.length} file${adds.length === 1 ? "" : "s"}`,
    operations: [
      ...adds,
      ...deletes.filter((path) => !added.has(path)).map((path) => ({ kind: "delete" as const, path })),
      ...operations,
    ],
  });
}

/** Paths with `/`, relative to the folder. */
async function filesIn(folder: string): Promise<{ path: string }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files: { path: string }[] = [];
  for (const entry of entries) {
    const full = join(entry.parentPath, entry.name);
    const path = relative(folder, full).split(sep).join("/");
    if (/(^|\/)\.git(\/|$)|^\.cache\/huggingface\//.test(path)) continue;
    const isFile = entry.isSymbolicLink() ? (await stat(full)).isFile() : entry.isFile();
    if (isFile) files.push({ path });
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Files of the repository that patterns match, by their paths below the prefix. */
async function surplus(
  options: CommitOptions,
  prefix: string,
  patterns: readonly string[],
): Promise<string[]> {
  const revision = options.parentCommit ?? (await repoCommit(options));
  const known = await listRepoFiles({ ...options, revision });
  const below = known
    .filter(({ path }) => path.startsWith(prefix))
    .map(({ path }) => ({ path: path.slice(prefix.length) }));
  return filterPaths(below, { allowPatterns: patterns }).map(({ path }) => prefix + path);
}
