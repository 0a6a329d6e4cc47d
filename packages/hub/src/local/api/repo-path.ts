import { HubError } from "../hub-error.ts";
import type { RepoType } from "../service/repo-record.ts";
import type { Repository } from "../store/repository.ts";
import type { HubContext } from "./hub-env.ts";

/** The routes of a repository in the API begin so. */
export const repoRoute = "/api/:types{models|datasets|spaces}/:owner/:name";

const types: Readonly<Record<string, RepoType>> = { models: "model", datasets: "dataset", spaces: "space" };

/** What the address says of a repository; a model's may leave out its type. */
export function repoOf(context: HubContext): { type: RepoType; id: string } {
  const { types: given = "models", owner = "", name = "" } = context.req.param() as Record<string, string>;
  return { type: types[given] ?? "model", id: `${owner}/${name.replace(/\.git$/, "")}` };
}

/** Before the ids of datasets and spaces in addresses outside of the API. */
export const typePrefix = (type: RepoType): string => (type === "model" ? "" : `${type}s/`);

/**
 * The decoded segments of the path after the first ones.
 *
 * @throws HubError InvalidName for what is not UTF-8
 */
export function segmentsAfter(context: HubContext, count: number): string[] {
  const segments = new URL(context.req.url).pathname.split("/").slice(1 + count);
  try {
    return segments.map(decodeURIComponent);
  } catch (cause) {
    throw new HubError("InvalidName", "the address is not UTF-8 in percent encoding", { cause });
  }
}

/** The most segments that the name of a branch has when a client does not encode its slashes. */
const maxRevisionSegments = 8;

/**
 * Which commit segments begin with, and the path after it. A revision is one segment, in which clients encode slashes;
 * some do not, so that more are tried where the first is none.
 *
 * @throws HubError RevisionNotFound
 */
export async function splitRevision(
  repository: Repository,
  segments: readonly string[],
): Promise<{ commit: string; revision: string; path: string }> {
  for (let count = 1; count <= Math.min(segments.length, maxRevisionSegments); count++) {
    const revision = segments.slice(0, count).join("/");
    const commit = await resolveRevision(repository, revision);
    if (commit !== undefined)
      return { commit, revision, path: segments.slice(count).join("/").replace(/\/+$/, "") };
  }
  throw revisionNotFound(segments[0] ?? "");
}

/** @throws HubError RevisionNotFound */
export async function commitOf(repository: Repository, revision: string): Promise<string> {
  const commit = await resolveRevision(repository, revision);
  if (commit === undefined) throw revisionNotFound(revision);
  return commit;
}

const resolveRevision = (repository: Repository, revision: string) =>
  repository.resolve(revision === "HEAD" ? repository.defaultBranch : revision);

const revisionNotFound = (revision: string) =>
  new HubError(
    "RevisionNotFound",
    `the repository has no such branch, tag or commit: ${JSON.stringify(revision)}`,
  );
