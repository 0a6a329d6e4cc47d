import LinkHeader from "http-link-header";
import { z } from "zod";
import { type ConnectionOptions, resolveConnection } from "./connection.ts";
import { InvalidResponseError } from "./errors.ts";
import { parseRepo, type RepoType } from "./repo.ts";
import { checkRepoPath } from "./repo-path.ts";
import { requestJson } from "./request-json.ts";

const treePage = z.array(
  z.object({ type: z.string(), path: z.string(), size: z.number().int().nonnegative().default(0) }),
);

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
  const connection = await resolveConnection(options);
  const { id, type } = parseRepo(options.repo, options.repoType);
  const revision = encodeURIComponent(options.revision ?? "main");
  const files: RepoFile[] = [];
  const seen = new Set<string>();
  let url: string | undefined = `${connection.endpoint}/api/${type}s/${id}/tree/${revision}?recursive=true`;
  while (url !== undefined) {
    if (seen.has(url))
      throw new InvalidResponseError(`pages of the file list go in a circle: ${url}`, { url });
    seen.add(url);
    const { data, headers } = await requestJson(connection, { url, schema: treePage, repo: id });
    for (const { type: kind, path, size } of data) {
      if (kind === "file") files.push({ path: checkRepoPath(path), size });
    }
    url = nextPage(headers, url);
  }
  return files;
}

function nextPage(headers: Headers, url: string): string | undefined {
  const next = LinkHeader.parse(headers.get("link") ?? "").rel("next")[0];
  return next && new URL(next.uri, url).href;
}
