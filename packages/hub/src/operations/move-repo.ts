import { z } from "zod";
import { type ConnectionOptions, resolveConnection } from "../connection.ts";
import { parseRepo, type RepoType } from "../repo.ts";
import { requestJson } from "../request-json.ts";

export interface MoveRepoOptions extends ConnectionOptions {
  /** `namespace/name`. */
  from: string;
  /** `namespace/name`; the namespace may be another one that the token may write to. */
  to: string;
  /** Default `"model"`. */
  repoType?: RepoType | undefined;
}

/**
 * Gives a repository another name or owner. The Hub sends on what asks for the old name.
 *
 * @throws RepositoryNotFoundError, ConflictError where the new name is taken, UnauthorizedError, ForbiddenError
 */
export async function moveRepo({ from, to, repoType, ...options }: MoveRepoOptions): Promise<void> {
  const [old, moved] = [parseRepo(from, repoType), parseRepo(to, repoType)];
  const connection = await resolveConnection(options);
  await requestJson(connection, {
    url: `${connection.endpoint}/api/repos/move`,
    method: "POST",
    body: { fromRepo: old.id, toRepo: moved.id, type: old.type },
    schema: z.unknown(),
    repo: old.id,
  });
}
