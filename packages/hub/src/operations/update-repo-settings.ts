import { z } from "zod";
import { InvalidSettingError } from "../errors.ts";
import { requestJson } from "../request-json.ts";
import { type RepoTarget, resolveTarget } from "./repo-target.ts";

export interface RepoSettings extends RepoTarget {
  private?: boolean | undefined;
  /** Whether people have to ask before they may download: `"auto"` lets each in, `"manual"` those the owner chooses. */
  gated?: false | "auto" | "manual" | undefined;
}

/**
 * Changes settings of a repository; those that are left out stay as they are.
 *
 * @throws InvalidSettingError without any, RepositoryNotFoundError, UnauthorizedError, ForbiddenError
 */
export async function updateRepoSettings(options: RepoSettings): Promise<void> {
  const { private: isPrivate, gated } = options;
  if (isPrivate === undefined && gated === undefined)
    throw new InvalidSettingError("settings", "no setting to change; expected private or gated");
  const { connection, repo, url } = await resolveTarget(options);
  await requestJson(connection, {
    url: `${url}/settings`,
    method: "PUT",
    body: { ...(isPrivate !== undefined && { private: isPrivate }), ...(gated !== undefined && { gated }) },
    schema: z.unknown(),
    repo: repo.id,
  });
}
