import { type CommitInfo, type CommitOptions, createCommit } from "./create-commit.ts";

/** Deletes a file. @throws what `createCommit` throws, EntryNotFoundError or BadRequestError where there is none */
export async function deleteFile(options: CommitOptions & { path: string }): Promise<CommitInfo> {
  return createCommit({ ...options, operations: [{ kind: "delete", path: options.path }] });
}

/** Deletes several files in one commit. @throws what `deleteFile` throws; nothing is deleted then */
export async function deleteFiles(
  options: CommitOptions & { paths: readonly string[] },
): Promise<CommitInfo> {
  const operations = options.paths.map((path) => ({ kind: "delete" as const, path }));
  return createCommit({ ...options, operations });
}

/** Deletes a folder and all that is in it. @throws what `deleteFile` throws */
export async function deleteFolder(options: CommitOptions & { path: string }): Promise<CommitInfo> {
  return createCommit({ ...options, operations: [{ kind: "deleteFolder", path: options.path }] });
}
