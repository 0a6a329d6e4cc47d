import { z } from "zod";
import { type ConnectionOptions, resolveConnection } from "./connection.ts";
import { isCommit, parseRepo, type RepoType } from "./repo.ts";
import { requestJson } from "./request-json.ts";

const revisionInfo = z.object({ sha: z.string().refine(isCommit) });

/** The commit that a branch or tag (default `main`) stands for now. A full commit id is given back unasked. */
export async function repoCommit(
  options: ConnectionOptions & {
    repo: string;
    repoType?: RepoType | undefined;
    revision?: string | undefined;
  },
): Promise<string> {
  const { revision = "main" } = options;
  if (isCommit(revision)) return revision;
  const connection = await resolveConnection(options);
  const { id, type } = parseRepo(options.repo, options.repoType);
  const url = `${connection.endpoint}/api/${type}s/${id}/revision/${encodeURIComponent(revision)}`;
  const { data } = await requestJson(connection, { url, schema: revisionInfo, repo: id });
  return data.sha;
}
