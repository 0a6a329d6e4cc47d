import { z } from "zod";
import { ConflictError } from "../errors.ts";
import { checkRepoPath } from "../repo-path.ts";
import { requestJson } from "../request-json.ts";
import { type RepoTarget, resolveTarget } from "./repo-target.ts";

export interface BranchOptions extends RepoTarget {
  branch: string;
}

export interface CreateBranchOptions extends BranchOptions {
  /** Where it starts: a branch, tag or commit. Default: the newest commit of `main`. */
  revision?: string | undefined;
  /** No error where it is there already; it stays where it is. Default false. */
  existOk?: boolean | undefined;
}

/** @throws ConflictError where it is there, RevisionNotFoundError, RepositoryNotFoundError, UnauthorizedError, ForbiddenError */
export async function createBranch(options: CreateBranchOptions): Promise<void> {
  const { revision, existOk = false } = options;
  const body = revision === undefined ? {} : { startingPoint: revision };
  await changeBranch(options, "POST", body).catch((error: unknown) => {
    if (!(existOk && error instanceof ConflictError)) throw error;
  });
}

/** @throws RevisionNotFoundError where there is none, RepositoryNotFoundError, UnauthorizedError, ForbiddenError */
export async function deleteBranch(options: BranchOptions): Promise<void> {
  await changeBranch(options, "DELETE");
}

async function changeBranch(options: BranchOptions, method: "POST" | "DELETE", body?: object): Promise<void> {
  const name = encodeURIComponent(checkRepoPath(options.branch, "branch"));
  const { connection, repo, url } = await resolveTarget(options);
  await requestJson(connection, {
    url: `${url}/branch/${name}`,
    ...{ method, body, schema: z.unknown(), repo: repo.id },
  });
}
