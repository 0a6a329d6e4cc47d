import { downloadFile } from "../download-file.ts";
import { EntryNotFoundError } from "../errors.ts";
import { repoCommit } from "../repo-commit.ts";
import { checkRepoPath } from "../repo-path.ts";
import type { CommitOperation, FileToAdd } from "./commit-operation.ts";
import { pathsInfo } from "./paths-info.ts";
import { type RepoTarget, resolveTarget } from "./repo-target.ts";

/**
 * What the copies among some operations stand for: lines of a commit that name large files, whose bytes stay where they
 * are, and small files, which are downloaded and added again.
 *
 * @throws EntryNotFoundError for what is not there, or a folder
 */
export async function copiesOf(
  operations: readonly CommitOperation[],
  target: RepoTarget & { revision: string },
): Promise<{ lines: object[]; files: FileToAdd[] }> {
  const lines: object[] = [];
  const files: FileToAdd[] = [];
  const copies = operations.filter((each) => each.kind === "copy");
  for (const [fromRevision, group] of Map.groupBy(copies, (each) => each.fromRevision ?? target.revision)) {
    const revision = await repoCommit({ ...target, revision: fromRevision });
    const paths = group.map(({ from }) => checkRepoPath(from));
    const found = new Map((await pathsInfo({ ...target, paths, revision })).map((info) => [info.path, info]));
    for (const { from, path } of group) {
      const info = found.get(from);
      if (info?.type !== "file") throw await missing(target, from, fromRevision);
      if (info.lfs)
        lines.push({ key: "lfsFile", value: { path: checkRepoPath(path), algo: "sha256", ...info.lfs } });
      else
        files.push({
          path,
          file: await downloadFile({ ...target, path: from, revision, onProgress: undefined }),
        });
    }
  }
  return { lines, files };
}

async function missing(target: RepoTarget, from: string, revision: string): Promise<Error> {
  const { repo, url } = await resolveTarget(target);
  return new EntryNotFoundError(`no such file to copy in the repository at ${revision}: ${from}`, {
    ...{ url, repo: repo.id, statusCode: 404 },
  });
}
