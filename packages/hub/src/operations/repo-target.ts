import { type Connection, type ConnectionOptions, resolveConnection } from "../connection.ts";
import { parseRepo, type Repo, type RepoType } from "../repo.ts";

/** Which repository, on which Hub, as whom. */
export interface RepoTarget extends ConnectionOptions {
  /** `name` or `namespace/name`. */
  repo: string;
  /** Default `"model"`. */
  repoType?: RepoType | undefined;
}

/** @throws InvalidNameError, InvalidSettingError */
export async function resolveTarget(
  options: RepoTarget,
): Promise<{ connection: Connection; repo: Repo /** Of the repository in the API. */; url: string }> {
  const repo = parseRepo(options.repo, options.repoType);
  const connection = await resolveConnection(options);
  return { connection, repo, url: `${connection.endpoint}/api/${repo.type}s/${repo.id}` };
}
