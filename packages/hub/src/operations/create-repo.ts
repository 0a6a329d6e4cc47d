import { z } from "zod";
import { ConflictError, ForbiddenError } from "../errors.ts";
import { requestJson } from "../request-json.ts";
import { repoExists } from "./repo-info.ts";
import { type RepoTarget, resolveTarget } from "./repo-target.ts";
import { resolveRepoId } from "./resolve-repo-id.ts";

export interface CreateRepoOptions extends RepoTarget {
  /** Whether only its owners see it. Default: what the Hub has for the namespace, mostly false. */
  private?: boolean | undefined;
  /** No error where it is there already; it stays as it is. Default false. */
  existOk?: boolean | undefined;
  /** What runs a space, as `"static"`, `"docker"` or `"gradio"`. Needed for spaces, and only for them. */
  spaceSdk?: string | undefined;
}

/** A repository and its page. */
export interface RepoUrl {
  /** `namespace/name`. */
  id: string;
  url: string;
}

/**
 * Creates an empty repository. A `name` without a namespace is one of the token's account.
 *
 * @throws ConflictError where there is one of this name, UnauthorizedError, ForbiddenError, BadRequestError
 */
export async function createRepo(options: CreateRepoOptions): Promise<RepoUrl> {
  const id = await resolveRepoId(options);
  const { connection, repo } = await resolveTarget({ ...options, repo: id });
  const [organization, name] = id.split("/");
  try {
    await requestJson(connection, {
      url: `${connection.endpoint}/api/repos/create`,
      method: "POST",
      body: {
        ...{ type: repo.type, name, organization },
        ...(options.private !== undefined && { visibility: options.private ? "private" : "public" }),
        ...(repo.type === "space" && { sdk: options.spaceSdk ?? "static" }),
      },
      schema: z.unknown(),
      repo: id,
    });
  } catch (error) {
    if (!options.existOk || !(await isThere(error, { ...options, repo: id }))) throw error;
  }
  return { id, url: repoPage(connection.endpoint, repo.type, id) };
}

/** A token that may write to a repository need not be one that may make it. */
async function isThere(error: unknown, target: RepoTarget): Promise<boolean> {
  if (error instanceof ConflictError) return true;
  return error instanceof ForbiddenError && repoExists(target);
}

/** The address of a repository's page. */
export function repoPage(endpoint: string, type: string, id: string): string {
  return `${endpoint}/${type === "model" ? "" : `${type}s/`}${id}`;
}
