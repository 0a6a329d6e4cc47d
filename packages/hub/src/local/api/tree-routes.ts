import { Hono } from "hono";
import { z } from "zod";
import { HubError } from "../hub-error.ts";
import type { HubService } from "../service/hub-service.ts";
import type { Repository } from "../store/repository.ts";
import type { TreeEntry } from "../store/types.ts";
import type { ApiOptions, HubEnv } from "./hub-env.ts";
import { nextLink } from "./list-routes.ts";
import { commitOf, repoOf, repoRoute, segmentsAfter, splitRevision } from "./repo-path.ts";
import { count, flag, jsonOrForm, one, query } from "./request-body.ts";

const treeQuery = z.strictObject({
  recursive: flag.default(false),
  /** With the last commit of each entry, which takes longer. */
  expand: flag.default(false),
  limit: count(1000).optional(),
  cursor: one(z.string().max(200)).optional(),
});

const pathsBody = z.strictObject({
  paths: z.preprocess((value) => [value ?? []].flat(), z.array(z.string().max(2000)).max(1000)),
  expand: flag.default(false),
});

/** The files of a revision, page by page, and facts of single paths. */
export function treeRoutes(service: HubService, options: ApiOptions): Hono<HubEnv> {
  const app = new Hono<HubEnv>();

  app.get(`${repoRoute}/tree/*`, async (context) => {
    const { type, id } = repoOf(context);
    const { recursive, expand, cursor, limit = expand ? 100 : 1000 } = query(context, treeQuery);
    const { repository } = await service.open(context.get("viewer"), type, id, "see");
    const found = await splitRevision(repository, segmentsAfter(context, 5));
    // The next page is of the commit that the first one was of, whatever was pushed since.
    const { commit, offset } =
      cursor === undefined ? { commit: found.commit, offset: 0 } : parseCursor(cursor);
    const entries = await repository.tree(commit, { recursive, ...(found.path && { path: found.path }) });
    const page = entries.slice(offset, offset + limit);
    if (offset + limit < entries.length)
      context.header("Link", nextLink(context, options, { cursor: formatCursor(commit, offset + limit) }));
    return context.json(await entriesJson(repository, commit, page, expand));
  });

  app.post(`${repoRoute}/paths-info/*`, async (context) => {
    const { type, id } = repoOf(context);
    const { repository } = await service.open(context.get("viewer"), type, id, "see");
    const { paths, expand } = await jsonOrForm(context, pathsBody);
    const commit = await commitOf(repository, segmentsAfter(context, 5).join("/"));
    const found = await Promise.all(paths.map((path) => repository.entry(commit, path.replace(/\/+$/, ""))));
    const entries = found.filter((entry) => entry !== undefined);
    return context.json(await entriesJson(repository, commit, entries, expand));
  });
  return app;
}

async function entriesJson(
  repository: Repository,
  commit: string,
  entries: readonly TreeEntry[],
  expand: boolean,
): Promise<object[]> {
  const commits = expand
    ? await repository.lastCommits(
        commit,
        entries.map(({ path }) => path),
      )
    : undefined;
  return entries.map(({ type, oid, size, path, lfs }) => {
    const last = commits?.get(path);
    return {
      type,
      oid,
      size,
      path,
      ...(lfs && { lfs }),
      ...(last && { lastCommit: { id: last.id, title: last.title, date: last.date.toISOString() } }),
      // Nothing scans files here.
      ...(expand &&
        type === "file" && {
          securityFileStatus: { status: "unscanned", avScan: null, pickleImportScan: null },
        }),
    };
  });
}

const formatCursor = (commit: string, offset: number) => `${commit}-${offset}`;

function parseCursor(cursor: string): { commit: string; offset: number } {
  const [, commit, offset] = /^([0-9a-f]{40})-(\d{1,9})$/.exec(cursor) ?? [];
  if (commit === undefined)
    throw new HubError("InvalidRequest", "expected the cursor of an answer's Link header");
  return { commit, offset: Number(offset) };
}
