import { Hono } from "hono";
import { z } from "zod";
import type { HubService } from "../service/hub-service.ts";
import type { HubContext, HubEnv } from "./hub-env.ts";
import { checkExpand, repoJson, siblingJson } from "./repo-json.ts";
import { commitOf, repoOf, repoRoute, segmentsAfter } from "./repo-path.ts";
import { flag, query, words } from "./request-body.ts";

const schema = z.strictObject({
  expand: words,
  /** With sizes and ids of the files. */
  blobs: flag.default(false),
});

/** What a repository is and has: the newest, or at a revision. */
export function infoRoutes(service: HubService): Hono<HubEnv> {
  const app = new Hono<HubEnv>();

  const info = async (context: HubContext, revision: string) => {
    const { expand, blobs } = query(context, schema);
    checkExpand(expand);
    const { type, id } = repoOf(context);
    const opened = await service.open(context.get("viewer"), type, id, "see");
    const { record, repository } = opened;
    // A repository into which nothing was pushed yet has no commit.
    const empty = record.sha === undefined && revision === "HEAD";
    const sha = empty ? undefined : await commitOf(repository, revision);
    const wanted = expand.length === 0 || expand.includes("siblings");
    const files = sha !== undefined && wanted ? await repository.tree(sha, { recursive: true }) : [];
    const [newest] = sha === undefined || sha === record.sha ? [] : await repository.log(sha, { limit: 1 });
    const at = newest &&
      sha !== undefined && {
        sha,
        described: await service.describe(opened, sha),
        lastModified: newest.date,
      };
    const siblings = files.filter((entry) => entry.type === "file").map((entry) => siblingJson(entry, blobs));
    return context.json(repoJson(record, { expand, siblings, ...(at && { at }) }));
  };

  app.get(repoRoute, (context) => info(context, "HEAD"));
  app.get(`${repoRoute}/revision/*`, (context) => info(context, segmentsAfter(context, 5).join("/")));
  app.get(`${repoRoute}/auth-check`, async (context) => {
    const { type, id } = repoOf(context);
    service.see(context.get("viewer"), type, id, "read");
    return context.json({});
  });
  return app;
}
