import { z } from "zod";
import type { Connection } from "./connection.ts";
import { InvalidResponseError } from "./errors.ts";
import { IdleTimer } from "./idle-timer.ts";
import { isCommit, type Repo } from "./repo.ts";
import { encodeRepoPath } from "./repo-path.ts";
import { request } from "./request.ts";
import { retry } from "./retry.ts";

const metadata = z.object({
  /** The commit the revision stands for now. */
  commit: z.string().refine(isCommit),
  /** sha256 of the content for large files (LFS), the git object id for others; the name of the blob. */
  etag: z.string().min(1),
  /** In bytes; undefined when the Hub did not say. */
  size: z.coerce.number().int().nonnegative().optional(),
});

export type FileMetadata = z.infer<typeof metadata>;

/** Asks for a file's commit, etag and size without its content, and without leaving the endpoint for the CDN. */
export async function fileMetadata(
  connection: Connection,
  repo: Repo,
  path: string,
  revision: string,
): Promise<FileMetadata> {
  const url = resolveUrl(connection.endpoint, repo, path, revision);
  const { response, trail } = await retry(connection, async () => {
    using idle = new IdleTimer(connection.timeout);
    return request(connection, {
      url,
      method: "HEAD",
      repo: repo.id,
      signal: idle.signal,
      leaveEndpoint: false,
    });
  });
  const last = (name: string) => trail.findLast((headers) => headers.has(name))?.get(name);
  const parsed = metadata.safeParse({
    commit: last("x-repo-commit"),
    etag: (last("x-linked-etag") ?? response.headers.get("etag"))?.replace(/^(?:W\/)?"?|"$/g, ""),
    size: last("x-linked-size") ?? (response.ok ? response.headers.get("content-length") : null) ?? undefined,
  });
  if (!parsed.success) {
    throw new InvalidResponseError(`answer has no usable X-Repo-Commit, ETag or size: ${url}`, {
      url,
      cause: parsed.error,
    });
  }
  return parsed.data;
}

/** Where a file is served from. */
export function resolveUrl(endpoint: string, { id, type }: Repo, path: string, revision: string): string {
  const prefix = type === "model" ? "" : `${type}s/`;
  return `${endpoint}/${prefix}${id}/resolve/${encodeURIComponent(revision)}/${encodeRepoPath(path)}`;
}
