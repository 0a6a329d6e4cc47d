import { z } from "zod";
import { pages } from "../pages.ts";
import { type RepoTarget, resolveTarget } from "./repo-target.ts";

const commit = z
  .object({
    id: z.string(),
    title: z.string(),
    message: z.string().default(""),
    authors: z.array(z.object({ user: z.string() })).default([]),
    date: z.coerce.date(),
  })
  .transform(({ authors, ...rest }) => ({ ...rest, authors: authors.map(({ user }) => user) }));

/** A commit: its id, first line, the rest of its message, names of its authors, and when. */
export type CommitEntry = z.infer<typeof commit>;

/**
 * The commits that lead to a revision (default `"main"`), the newest first, page by page.
 *
 * @throws RevisionNotFoundError, RepositoryNotFoundError, UnauthorizedError, HubApiError
 */
export async function* listRepoCommits(
  options: RepoTarget & { revision?: string | undefined },
): AsyncGenerator<CommitEntry, void, undefined> {
  const { connection, repo, url } = await resolveTarget(options);
  const revision = encodeURIComponent(options.revision ?? "main");
  yield* pages(connection, { url: `${url}/commits/${revision}`, item: commit, repo: repo.id });
}
