import { HubError } from "../hub-error.ts";
import type { Described, RepoRecord } from "../service/repo-record.ts";
import type { TreeEntry } from "../store/types.ts";

/** Fields that the Hub's API knows; what there is nothing of is left out of an answer. */
const fields = new Set(
  `author cardData config createdAt description disabled downloads downloadsAllTime gated gguf gitalyUid
   inferenceProviderMapping lastModified library_name likes mainSize model-index models datasets paperswithcode_id
   pipeline_tag private resourceGroup runtime safetensors sdk sha siblings spaces subdomain tags transformersInfo
   trendingScore usedStorage widgetData xetEnabled`.split(/\s+/),
);

/** @throws HubError InvalidRequest for a field that the Hub's API does not know */
export function checkExpand(expand: readonly string[]): void {
  const unknown = expand.find((field) => !fields.has(field));
  if (unknown !== undefined)
    throw new HubError(
      "InvalidRequest",
      `expected fields of a repository to expand: ${JSON.stringify(unknown)}`,
    );
}

export interface RepoJsonOptions {
  /** Only these fields, and the id; all where it is empty. */
  expand: readonly string[];
  /** Of a revision that is not the newest of the default branch. */
  at?: { sha: string; described: Described; lastModified: Date } | undefined;
  siblings?: object[] | undefined;
}

/** A repository as the API's lists and infos give it. */
export function repoJson(
  record: RepoRecord,
  { expand, at, siblings }: RepoJsonOptions,
): Record<string, unknown> {
  const { tags, pipelineTag, libraryName, cardData, config, sdk } = at?.described ?? record;
  const all: Record<string, unknown> = {
    author: record.id.split("/")[0],
    sha: at?.sha ?? record.sha,
    lastModified: (at?.lastModified ?? record.lastModified).toISOString(),
    createdAt: record.createdAt.toISOString(),
    private: record.private,
    gated: record.gated,
    disabled: false,
    downloads: record.downloads,
    downloadsAllTime: record.downloads,
    likes: record.likes,
    description: record.description,
    tags,
    cardData,
    siblings,
    ...(record.type === "model" && {
      pipeline_tag: pipelineTag,
      library_name: libraryName,
      config,
      "model-index": cardData?.["model-index"],
    }),
    ...(record.type === "space" && { sdk: sdk ?? record.sdk }),
  };
  const chosen = expand.length === 0 ? all : Object.fromEntries(expand.map((field) => [field, all[field]]));
  return {
    _id: record.key,
    id: record.id,
    ...(record.type === "model" && { modelId: record.id }),
    ...chosen,
  };
}

/** A file in the list of an info. */
export const siblingJson = ({ path, oid, size, lfs }: TreeEntry, blobs: boolean): object => ({
  rfilename: path,
  ...(blobs && {
    size,
    blobId: oid,
    ...(lfs && { lfs: { sha256: lfs.oid, size: lfs.size, pointerSize: lfs.pointerSize } }),
  }),
});
