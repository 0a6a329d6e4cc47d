import { z } from "zod";
import type { ListQuery } from "../../database/repository-index.ts";
import type { RepoType } from "../../service/repo-record.ts";

const text = z
  .string()
  .trim()
  .max(1000)
  .catch("")
  .transform((value) => value || undefined);

const sorts = {
  updated: { sort: "lastModified", direction: "descending", name: "Recently updated" },
  created: { sort: "createdAt", direction: "descending", name: "Recently created" },
  downloads: { sort: "downloads", direction: "descending", name: "Most downloads" },
  likes: { sort: "likes", direction: "descending", name: "Most likes" },
  name: { sort: "id", direction: "ascending", name: "By name" },
} as const;

export const sortNames: readonly (readonly [value: string, name: string])[] = Object.entries(sorts).map(
  ([value, { name }]) => [value, name],
);

const schema = z.object({
  search: text,
  author: text,
  task: text,
  library: text,
  license: text,
  sort: z.enum(Object.keys(sorts) as (keyof typeof sorts)[]).catch("updated"),
  cursor: text,
});

/** What a list is filtered by, as its address says it. */
export type Filters = z.output<typeof schema> & { tag: string[] };

export const pageSize = 30;

/** What is not understood is as if it were not there. */
export function readFilters(url: URL): Filters {
  const tag = url.searchParams.getAll("tag").filter((value) => value !== "" && value.length <= 200);
  return { ...schema.parse(Object.fromEntries(url.searchParams)), tag: [...new Set(tag)].slice(0, 20) };
}

/** What the index is asked for. */
export function toQuery(type: RepoType, filters: Filters): ListQuery {
  const { search, author, task, library, license, tag, cursor } = filters;
  const { sort, direction } = sorts[filters.sort];
  return {
    ...{ type, search, author, sort, direction, cursor, limit: pageSize },
    pipelineTag: type === "model" ? task : undefined,
    filter: [
      ...tag,
      ...(library === undefined ? [] : [library]),
      ...(license === undefined ? [] : [`license:${license}`]),
      ...(type !== "model" && task !== undefined ? [`task_categories:${task}`] : []),
    ],
  };
}
