import { type CommitInfo, type CommitOptions, createCommit } from "./create-commit.ts";

export interface FileToCopy {
  /** Where the file is in the repository. */
  from: string;
  /** Where the copy goes. */
  path: string;
  /** A branch, tag or commit that has the file. Default: the branch that the commit is on. */
  fromRevision?: string;
}

/** Copies a file within a repository, or from another revision of it. @throws what `copyFiles` throws */
export async function copyFile(options: CommitOptions & FileToCopy): Promise<CommitInfo> {
  const { from, path, fromRevision } = options;
  return copyFiles({
    ...options,
    files: [{ from, path, ...(fromRevision !== undefined && { fromRevision }) }],
  });
}

/**
 * Copies several files in one commit. The bytes of large ones stay where they are.
 *
 * @throws EntryNotFoundError for a file that is not there, and what `createCommit` throws
 */
export async function copyFiles(
  options: CommitOptions & { files: readonly FileToCopy[] },
): Promise<CommitInfo> {
  const operations = options.files.map((file) => ({ kind: "copy" as const, ...file }));
  return createCommit({ ...options, operations });
}
