import { type ConnectionOptions, resolveConnection } from "../connection.ts";
import { pages } from "../pages.ts";
import type { RepoType } from "../repo.ts";
import { type RepoInfo, repoInfoSchema } from "./repo-info.ts";

export interface ListReposOptions extends ConnectionOptions {
  /** A part of the name. */
  search?: string | undefined;
  /** A user or organization. */
  author?: string | undefined;
  /** Tags that all of them have, as `"license:apache-2.0"`. */
  filter?: string | readonly string[] | undefined;
  /** Of models: the task, as `"text-classification"`. */
  pipelineTag?: string | undefined;
  /** Default: as the Hub does, mostly by trend. The largest comes first. */
  sort?: "createdAt" | "lastModified" | "downloads" | "likes" | "trendingScore" | undefined;
  /** At most so many. Default: all, which on the public Hub are millions. */
  limit?: number | undefined;
}

const shared = ["author", "cardData", "createdAt", "lastModified", "likes", "private", "sha", "tags"];
/** What to say of each: without asking for it the Hub says little, or, with every file of a repository, very much. */
const fields: Readonly<Record<RepoType, readonly string[]>> = {
  model: [...shared, "downloads", "gated", "library_name", "pipeline_tag"],
  dataset: [...shared, "downloads", "gated"],
  space: [...shared, "sdk"],
};

type Repos = AsyncGenerator<RepoInfo, void, undefined>;

/** The models that fit, page by page: `for await (const { id } of listModels({ author: "ada" }))`. */
export function listModels(options: ListReposOptions = {}): Repos {
  return listRepos("model", options);
}

/** The datasets that fit, page by page. */
export function listDatasets(options: Omit<ListReposOptions, "pipelineTag"> = {}): Repos {
  return listRepos("dataset", options);
}

/** The spaces that fit, page by page. */
export function listSpaces(options: Omit<ListReposOptions, "pipelineTag"> = {}): Repos {
  return listRepos("space", options);
}

async function* listRepos(type: RepoType, options: ListReposOptions): Repos {
  const { search, author, filter = [], pipelineTag, sort, limit = Number.POSITIVE_INFINITY } = options;
  if (limit <= 0) return;
  const connection = await resolveConnection(options);
  const query = new URLSearchParams({
    ...(search !== undefined && { search }),
    ...(author !== undefined && { author }),
    ...(pipelineTag !== undefined && { pipeline_tag: pipelineTag }),
    ...(sort !== undefined && { sort, direction: "-1" }),
    ...(limit <= 1000 && { limit: String(limit) }),
  });
  for (const tag of [filter].flat()) query.append("filter", tag);
  for (const field of fields[type]) query.append("expand", field);
  const url = `${connection.endpoint}/api/${type}s?${query}`;
  let count = 0;
  for await (const info of pages(connection, { url, item: repoInfoSchema(type) })) {
    yield info;
    count += 1;
    if (count >= limit) return;
  }
}
