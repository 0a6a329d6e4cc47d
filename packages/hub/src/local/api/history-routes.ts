import { Hono } from "hono";
import { z } from "zod";
import { escapeHtml } from "../../cards/markdown/escape-html.ts";
import type { HubService } from "../service/hub-service.ts";
import { signedIn } from "../service/permissions.ts";
import type { Commit } from "../store/types.ts";
import type { ApiOptions, HubEnv } from "./hub-env.ts";
import { nextLink } from "./list-routes.ts";
import { commitOf, repoOf, repoRoute, segmentsAfter } from "./repo-path.ts";
import { body, count, flag, one, query, words } from "./request-body.ts";

const commitsQuery = z.strictObject({
  limit: count(1000).default(50),
  /** The page, from 0. */
  p: one(z.coerce.number().int().nonnegative().max(1e6)).default(0),
  /** "formatted" adds title and message as HTML. */
  expand: words.pipe(z.array(z.literal("formatted"))),
});

const refsQuery = z.strictObject({ include_prs: flag.default(false) });

const branchBody = z.strictObject({
  /** A revision. Default: the default branch. */
  startingPoint: z.string().nullish(),
  emptyBranch: z.boolean().nullish(),
  overwrite: z.boolean().nullish(),
});

const tagBody = z.strictObject({ tag: z.string(), message: z.string().max(100_000).nullish() });

/** Commits, branches and tags. */
export function historyRoutes(service: HubService, options: ApiOptions): Hono<HubEnv> {
  const app = new Hono<HubEnv>();

  app.get(`${repoRoute}/commits/*`, async (context) => {
    const { type, id } = repoOf(context);
    const { limit, p, expand } = query(context, commitsQuery);
    const { repository } = await service.open(context.get("viewer"), type, id, "see");
    const commit = await commitOf(repository, segmentsAfter(context, 5).join("/"));
    const [total, commits] = await Promise.all([
      repository.countCommits(commit),
      repository.log(commit, { limit, skip: p * limit }),
    ]);
    context.header("X-Total-Count", String(total));
    if ((p + 1) * limit < total) context.header("Link", nextLink(context, options, { p: String(p + 1) }));
    return context.json(commits.map((one) => commitJson(one, expand.length > 0)));
  });

  app.get(`${repoRoute}/refs`, async (context) => {
    const { type, id } = repoOf(context);
    const { include_prs: pullRequests } = query(context, refsQuery);
    const { repository } = await service.open(context.get("viewer"), type, id, "see");
    const { branches, tags } = await repository.refs();
    const refJson = (kind: string) => (ref: { name: string; commit: string }) => ({
      name: ref.name,
      ref: `refs/${kind}/${ref.name}`,
      targetCommit: ref.commit,
    });
    return context.json({
      branches: branches.map(refJson("heads")),
      converts: [],
      tags: tags.map(refJson("tags")),
      ...(pullRequests && { pullRequests: [] }),
    });
  });

  app.post(`${repoRoute}/branch/*`, body(branchBody), async (context) => {
    const { type, id } = repoOf(context);
    const { startingPoint, emptyBranch, overwrite } = context.req.valid("json");
    const { record, repository } = await service.open(context.get("viewer"), type, id, "write");
    const name = segmentsAfter(context, 5).join("/");
    // Without a place to start from, what exists may stay.
    const exists =
      overwrite && !startingPoint && !emptyBranch && (await repository.resolve(`refs/heads/${name}`));
    if (!exists) {
      const from = startingPoint ? await commitOf(repository, startingPoint) : undefined;
      await repository.createBranch(name, from, {
        overwrite: overwrite ?? false,
        empty: emptyBranch ?? false,
      });
      await service.afterPush(type, record.id);
    }
    return context.json({ success: true });
  });

  app.delete(`${repoRoute}/branch/*`, async (context) => {
    const { type, id } = repoOf(context);
    const { repository } = await service.open(context.get("viewer"), type, id, "write");
    await repository.deleteBranch(segmentsAfter(context, 5).join("/"));
    return context.json({ success: true });
  });

  app.post(`${repoRoute}/tag/*`, body(tagBody), async (context) => {
    const { type, id } = repoOf(context);
    const { tag, message } = context.req.valid("json");
    const viewer = context.get("viewer");
    const { repository } = await service.open(viewer, type, id, "write");
    const commit = await commitOf(repository, segmentsAfter(context, 5).join("/"));
    const author = service.signatureOf(signedIn(viewer));
    await repository.createTag(tag, commit, message ? { message, author } : {});
    return context.json({ success: true });
  });

  app.delete(`${repoRoute}/tag/*`, async (context) => {
    const { type, id } = repoOf(context);
    const { repository } = await service.open(context.get("viewer"), type, id, "write");
    await repository.deleteTag(segmentsAfter(context, 5).join("/"));
    return context.json({ success: true });
  });
  return app;
}

const commitJson = ({ id, title, message, authors, date }: Commit, formatted: boolean) => ({
  id,
  title,
  message,
  authors: authors.map((user) => ({ user, avatar: "" })),
  date: date.toISOString(),
  ...(formatted && { formatted: { title: escapeHtml(title), message: escapeHtml(message) } }),
});
