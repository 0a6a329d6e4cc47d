import { z } from "zod";
import { requestJson } from "../request-json.ts";
import { type RepoTarget, resolveTarget } from "./repo-target.ts";

const ref = z
  .object({ name: z.string(), ref: z.string(), targetCommit: z.string() })
  .transform(({ targetCommit, ...rest }) => ({ ...rest, commit: targetCommit }));
const refs = z.object({ branches: z.array(ref), tags: z.array(ref) });

/** A branch or tag: its short name, its full one as `refs/heads/main`, and its commit. */
export type GitRef = z.infer<typeof ref>;

/** The branches and tags of a repository. @throws RepositoryNotFoundError, UnauthorizedError, HubApiError */
export async function listRepoRefs(options: RepoTarget): Promise<{ branches: GitRef[]; tags: GitRef[] }> {
  const { connection, repo, url } = await resolveTarget(options);
  const { data } = await requestJson(connection, { url: `${url}/refs`, schema: refs, repo: repo.id });
  return data;
}
