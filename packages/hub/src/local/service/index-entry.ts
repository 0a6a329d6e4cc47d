import type { IndexEntry } from "../database/repository-index.ts";
import type { Repository } from "../store/repository.ts";
import { describe } from "./describe.ts";
import type { Described, RepoRecord, RepoType } from "./repo-record.ts";
import type { RepoSettings } from "./repo-settings.ts";

/**
 * What the index is to have of a repository, from its settings and its newest commit.
 *
 * @param before what the index has; it is not read again where the commit is the same
 */
export async function indexEntry(
  { type, id }: { type: RepoType; id: string },
  repository: Repository,
  { key, private: hidden, gated, createdAt, description, sdk, mirror }: RepoSettings,
  before: RepoRecord | undefined,
): Promise<IndexEntry> {
  const sha = await repository.resolve(repository.defaultBranch);
  const { tags, pipelineTag, libraryName, cardData, config, ...described }: Described =
    sha === undefined ? { tags: [] } : before?.sha === sha ? before : await describe(repository, sha, type);
  const [newest] = sha === undefined ? [] : await repository.log(sha, { limit: 1 });
  return {
    ...{ key, type, id, private: hidden, gated, description, sha, mirror },
    ...{ tags, pipelineTag, libraryName, cardData, config, sdk: described.sdk ?? sdk },
    createdAt: new Date(createdAt),
    lastModified: newest?.date ?? new Date(createdAt),
  };
}
