import { stat } from "node:fs/promises";
import { isCommit } from "../repo.ts";
import { createBranch } from "./branches.ts";
import type { CommitInfo } from "./create-commit.ts";
import { createRepo } from "./create-repo.ts";
import { type UploadFolderOptions, uploadFolder } from "./upload-folder.ts";

export interface PushFolderOptions extends Omit<UploadFolderOptions, "folder"> {
  /** Whether only its owners see the repository, where it is made. Default: what the Hub has for the namespace. */
  private?: boolean | undefined;
  /** The text of a README.md, with front matter. It takes the place of the folder's own. */
  card?: string | undefined;
}

/** A commit, and the repository it is in. */
export interface PushedCommit extends CommitInfo {
  /** `namespace/name`. */
  repo: string;
  /** The repository's page. */
  repoUrl: string;
}

/**
 * Shares a folder: makes the repository and the branch where they are not there, and uploads the files in one commit.
 *
 * @throws what `createRepo` and `uploadFolder` throw
 */
export async function pushFolderToHub(folder: string, options: PushFolderOptions): Promise<PushedCommit> {
  const { card, revision = "main", operations = [], ...rest } = options;
  await stat(folder);
  const { id, url } = await createRepo({ ...rest, existOk: true });
  if (revision !== "main" && !isCommit(revision))
    await createBranch({ ...rest, repo: id, branch: revision, existOk: true });
  const commit = await uploadFolder({
    ...{ ...rest, repo: id, revision, folder },
    operations: [
      ...operations,
      ...(card === undefined ? [] : [{ kind: "add" as const, path: "README.md", content: card }]),
    ],
  });
  return { ...commit, repo: id, repoUrl: url };
}
