import { Hono } from "hono";
import { z } from "zod";
import type { HubService } from "../service/hub-service.ts";
import type { RepoRecord, RepoType } from "../service/repo-record.ts";
import { type ApiOptions, baseUrl, type HubContext, type HubEnv } from "./hub-env.ts";
import { checkExpand, repoJson, siblingJson } from "./repo-json.ts";
import { count, flag, one, query, words } from "./request-body.ts";

const sortFields = {
  createdAt: "createdAt",
  created_at: "createdAt",
  lastModified: "lastModified",
  last_modified: "lastModified",
  downloads: "downloads",
  likes: "likes",
  id: "id",
} as const;

const schema = z.strictObject({
  search: one(z.string().max(200)).optional(),
  author: one(z.string().max(200)).optional(),
  /** Tags, all of which it has. */
  filter: words,
  pipeline_tag: one(z.string().max(200)).optional(),
  sort: one(z.enum(Object.keys(sortFields) as (keyof typeof sortFields)[])).default("lastModified"),
  /** -1, the default, is the largest or newest first. */
  direction: one(z.enum(["-1", "1"])).default("-1"),
  limit: count(1000).default(100),
  cursor: one(z.string().max(1000)).optional(),
  expand: words,
  full: flag.default(false),
  cardData: flag.default(false),
  config: flag.default(false),
});

/** What a list gives of each without `expand` or `full`. */
const shortFields: Readonly<Record<RepoType, readonly string[]>> = {
  model: ["likes", "private", "downloads", "tags", "pipeline_tag", "library_name", "createdAt"],
  dataset: [
    "author",
    "gated",
    "lastModified",
    "likes",
    "private",
    "downloads",
    "tags",
    "sha",
    "description",
    "createdAt",
  ],
  space: ["likes", "private", "sdk", "tags", "createdAt"],
};
const moreFields = ["author", "gated", "lastModified", "sha", "siblings"];

/** `GET /api/models`, `/api/datasets`, `/api/spaces`: a page, with the next one's address in the header Link. */
export function listRoutes(service: HubService, options: ApiOptions): Hono<HubEnv> {
  const app = new Hono<HubEnv>();

  const list = async (context: HubContext, type: RepoType) => {
    const given = query(context, schema);
    const fields = expandedFields(type, given);
    checkExpand(fields);
    const { items, next } = service.list(context.get("viewer"), {
      type,
      search: given.search,
      author: given.author,
      filter: given.filter,
      pipelineTag: given.pipeline_tag,
      sort: sortFields[given.sort],
      direction: given.direction === "1" ? "ascending" : "descending",
      limit: given.limit,
      cursor: given.cursor,
    });
    if (next !== undefined) context.header("Link", nextLink(context, options, { cursor: next }));
    const answers: object[] = [];
    for (const record of items) {
      const siblings = fields.includes("siblings") ? await siblingsOf(context, record) : undefined;
      answers.push(repoJson(record, { expand: fields, siblings }));
    }
    return context.json(answers);
  };

  const siblingsOf = async (context: HubContext, { type, id, sha }: RepoRecord) => {
    const { repository } = await service.open(context.get("viewer"), type, id, "see");
    const files = sha === undefined ? [] : await repository.tree(sha, { recursive: true });
    return files.filter((entry) => entry.type === "file").map((entry) => siblingJson(entry, false));
  };

  for (const type of ["model", "dataset", "space"] as const)
    app.get(`/api/${type}s`, (context) => list(context, type));
  return app;
}

function expandedFields(
  type: RepoType,
  {
    expand,
    full,
    cardData,
    config,
  }: Pick<z.output<typeof schema>, "expand" | "full" | "cardData" | "config">,
): string[] {
  if (expand.length > 0) return expand;
  return [
    ...shortFields[type],
    ...(full ? moreFields : []),
    ...(cardData || full ? ["cardData"] : []),
    ...(config ? ["config"] : []),
  ];
}

/** The header Link with the address of the next page: this one with other parameters. */
export function nextLink(
  context: HubContext,
  options: ApiOptions,
  parameters: Record<string, string>,
): string {
  const { pathname, search } = new URL(context.req.url);
  const url = new URL(`${baseUrl(context, options)}${pathname}${search}`);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return `<${url.href}>; rel="next"`;
}
