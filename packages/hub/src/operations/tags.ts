import { z } from "zod";
import { ConflictError } from "../errors.ts";
import { checkRepoPath } from "../repo-path.ts";
import { requestJson } from "../request-json.ts";
import { type RepoTarget, resolveTarget } from "./repo-target.ts";

export interface TagOptions extends RepoTarget {
  tag: string;
}

export interface CreateTagOptions extends TagOptions {
  /** What it names for ever: a branch's newest commit, or a commit. Default `"main"`. */
  revision?: string | undefined;
  /** What to say of it. */
  tagMessage?: string | undefined;
  /** No error where it is there already; it stays where it is. Default false. */
  existOk?: boolean | undefined;
}

/** @throws ConflictError where it is there, RevisionNotFoundError, RepositoryNotFoundError, UnauthorizedError, ForbiddenError */
export async function createTag(options: CreateTagOptions): Promise<void> {
  const { tag, revision = "main", tagMessage, existOk = false } = options;
  const body = { tag: checkRepoPath(tag, "tag"), ...(tagMessage !== undefined && { message: tagMessage }) };
  await changeTag(options, revision, "POST", body).catch((error: unknown) => {
    if (!(existOk && error instanceof ConflictError)) throw error;
  });
}

/** @throws RevisionNotFoundError where there is none, RepositoryNotFoundError, UnauthorizedError, ForbiddenError */
export async function deleteTag(options: TagOptions): Promise<void> {
  await changeTag(options, checkRepoPath(options.tag, "tag"), "DELETE");
}

async function changeTag(
  options: RepoTarget,
  name: string,
  method: "POST" | "DELETE",
  body?: object,
): Promise<void> {
  const { connection, repo, url } = await resolveTarget(options);
  await requestJson(connection, {
    url: `${url}/tag/${encodeURIComponent(name)}`,
    ...{ method, body, schema: z.unknown(), repo: repo.id },
  });
}
