import type { FileToAdd } from "./commit-operation.ts";
import { type CommitInfo, type CommitOptions, createCommit } from "./create-commit.ts";

/**
 * Adds or replaces one file: `uploadFile({ repo, path: "config.json", content: "{}" })`, or with `file` one of this machine.
 *
 * @throws what `createCommit` throws
 */
export async function uploadFile(options: CommitOptions & FileToAdd): Promise<CommitInfo> {
  const { path, ...rest } = options;
  const source = "file" in options ? { file: options.file } : { content: options.content };
  return createCommit({ ...rest, operations: [{ kind: "add", path, ...source }] });
}

/** Adds or replaces several files in one commit. @throws what `createCommit` throws */
export async function uploadFiles(
  options: CommitOptions & { files: readonly FileToAdd[] },
): Promise<CommitInfo> {
  const operations = options.files.map((file) => ({ kind: "add" as const, ...file }));
  return createCommit({ ...options, operations });
}
