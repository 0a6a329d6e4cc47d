import { z } from "zod";
import { RepositoryNotFoundError } from "../errors.ts";
import type { RepoType } from "../repo.ts";
import { requestJson } from "../request-json.ts";
import { type RepoTarget, resolveTarget } from "./repo-target.ts";

const date = z.union([z.iso.datetime({ offset: true }), z.number()]).transform((value) => new Date(value));

const answer = z.looseObject({
  id: z.string(),
  author: z.string().nullish(),
  sha: z.string().nullish(),
  private: z.boolean().default(false),
  gated: z.union([z.literal(false), z.enum(["auto", "manual"])]).default(false),
  likes: z.number().default(0),
  downloads: z.number().default(0),
  tags: z.array(z.string()).default([]),
  createdAt: date.optional(),
  lastModified: date.optional(),
  pipeline_tag: z.string().nullish(),
  library_name: z.string().nullish(),
  sdk: z.string().nullish(),
  cardData: z.record(z.string(), z.unknown()).nullish(),
  siblings: z.array(z.object({ rfilename: z.string() })).optional(),
});

/** What the Hub knows of a repository. */
export interface RepoInfo {
  /** `namespace/name`. */
  id: string;
  repoType: RepoType;
  author: string | undefined;
  /** The commit of the revision that was asked for. */
  sha: string | undefined;
  private: boolean;
  gated: false | "auto" | "manual";
  likes: number;
  /** As the Hub counts them; the public one of the last month. */
  downloads: number;
  tags: string[];
  createdAt: Date | undefined;
  lastModified: Date | undefined;
  /** Of models: the task, as `"text-classification"`. */
  pipelineTag: string | undefined;
  /** Of models, as `"transformers.js"`. */
  libraryName: string | undefined;
  /** Of spaces, as `"static"`. */
  sdk: string | undefined;
  /** The front matter of its README. */
  cardData: Record<string, unknown> | undefined;
  /** Paths of its files; undefined in lists. */
  files: string[] | undefined;
}

/** What the API says of a repository of a type. */
export function repoInfoSchema(repoType: RepoType): z.ZodType<RepoInfo> {
  return answer.transform((data) => ({
    ...{
      id: data.id,
      repoType,
      author: data.author ?? data.id.split("/").at(-2),
      sha: data.sha ?? undefined,
    },
    ...{ private: data.private, gated: data.gated, likes: data.likes, downloads: data.downloads },
    ...{ tags: data.tags, createdAt: data.createdAt, lastModified: data.lastModified },
    pipelineTag: data.pipeline_tag ?? undefined,
    libraryName: data.library_name ?? undefined,
    sdk: data.sdk ?? undefined,
    cardData: data.cardData ?? undefined,
    files: data.siblings?.map(({ rfilename }) => rfilename),
  }));
}

/**
 * What the Hub knows of a repository at a revision (default `"main"`).
 *
 * @throws RepositoryNotFoundError, RevisionNotFoundError, UnauthorizedError, HubApiError, HubConnectionError
 */
export async function repoInfo(options: RepoTarget & { revision?: string | undefined }): Promise<RepoInfo> {
  const { connection, repo, url } = await resolveTarget(options);
  const { data } = await requestJson(connection, {
    url: `${url}/revision/${encodeURIComponent(options.revision ?? "main")}`,
    schema: repoInfoSchema(repo.type),
    repo: repo.id,
  });
  return data;
}

/** Whether there is such a repository that the token may see. An empty one, without a commit, is there, too. */
export async function repoExists(options: RepoTarget): Promise<boolean> {
  const { connection, repo, url } = await resolveTarget(options);
  try {
    await requestJson(connection, { url, schema: z.unknown(), repo: repo.id });
    return true;
  } catch (error) {
    if (error instanceof RepositoryNotFoundError) return false;
    throw error;
  }
}
