import { z } from "zod";
import { RepositoryNotFoundError } from "../errors.ts";
import { requestJson } from "../request-json.ts";
import { type RepoTarget, resolveTarget } from "./repo-target.ts";
import { resolveRepoId } from "./resolve-repo-id.ts";

export interface DeleteRepoOptions extends RepoTarget {
  /** No error where there is none. Default false. */
  missingOk?: boolean | undefined;
}

/**
 * Deletes a repository with all of its commits, for good. What is in the cache stays there.
 *
 * @throws RepositoryNotFoundError, UnauthorizedError, ForbiddenError
 */
export async function deleteRepo(options: DeleteRepoOptions): Promise<void> {
  const id = await resolveRepoId(options);
  const { connection, repo } = await resolveTarget({ ...options, repo: id });
  const [organization, name] = id.split("/");
  const url = `${connection.endpoint}/api/repos/delete`;
  const body = { type: repo.type, name, organization };
  try {
    await requestJson(connection, { url, method: "DELETE", body, schema: z.unknown(), repo: id });
  } catch (error) {
    if (!(options.missingOk && error instanceof RepositoryNotFoundError)) throw error;
  }
}
