import { z } from "zod";
import type { ConnectionOptions } from "./connection.ts";
import { resolveTarget } from "./operations/repo-target.ts";
import { pages } from "./pages.ts";
import type { RepoType } from "./repo.ts";
import { checkRepoPath } from "./repo-path.ts";

const entry = z.object({
  type: z.string(),
  path: z.string(),
  size: z.number().int().nonnegative().default(0),
});

/** A file of a repository and its size in bytes. */
export interface RepoFile {
  path: string;
  size: number;
}

/**
 * Lists every file of a repository at a revision, over as many pages as the Hub gives.
 *
 * @throws InvalidNameError when a name would leave the folder it is joined to
 */
export async function listRepoFiles(
  options: ConnectionOptions & {
    repo: string;
    repoType?: RepoType | undefined;
    revision?: string | undefined;
  },
): Promise<RepoFile[]> {
  const { connection, repo, url } = await resolveTarget(options);
  const revision = encodeURIComponent(options.revision ?? "main");
  const tree = { url: `${url}/tree/${revision}?recursive=true`, item: entry, repo: repo.id };
  const files: RepoFile[] = [];
  for await (const { type, path, size } of pages(connection, tree))
    if (type === "file") files.push({ path: checkRepoPath(path), size });
  return files;
}
