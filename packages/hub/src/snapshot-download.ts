import { stat } from "node:fs/promises";
import { RepoCache } from "./cache.ts";
import { downloadFile, type RepoOptions } from "./download-file.ts";
import { hubEnvironment } from "./environment.ts";
import { LocalEntryNotFoundError } from "./errors.ts";
import { filterPaths, type PathPatterns } from "./filter-paths.ts";
import { listRepoFiles } from "./list-repo-files.ts";
import { isCommit, parseRepo } from "./repo.ts";
import { repoCommit } from "./repo-commit.ts";

export interface SnapshotDownloadOptions extends RepoOptions, PathPatterns {
  /** Files downloaded at the same time. Default 4. */
  maxWorkers?: number | undefined;
}

/**
 * Downloads the files of a repository at one revision and gives the absolute path of the folder that holds them.
 * Without the network (`localFilesOnly`, `HF_HUB_OFFLINE`) it gives the folder as it is, which may lack files that
 * nobody has downloaded yet.
 *
 * @throws LocalEntryNotFoundError and what `downloadFile` throws; the first failure stops the other files
 */
export async function snapshotDownload(options: SnapshotDownloadOptions): Promise<string> {
  const { revision = "main", cacheDir, localFilesOnly = hubEnvironment().offline, maxWorkers = 4 } = options;
  const repo = parseRepo(options.repo, options.repoType);
  const cache = new RepoCache(repo, cacheDir);
  if (localFilesOnly) {
    const known = await cache.readRef(revision);
    const folder = known && cache.snapshot(known);
    if (!folder || !(await isDirectory(folder)))
      throw new LocalEntryNotFoundError("snapshot", repo.id, revision);
    return folder;
  }
  const commit = await repoCommit({ ...options, revision });
  const files = filterPaths(await listRepoFiles({ ...options, revision: commit }), options);
  if (!isCommit(revision)) await cache.writeRef(revision, commit);

  const failure = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, failure.signal]) : failure.signal;
  const queue = files.values();
  const worker = async () => {
    for (const { path } of queue) {
      signal.throwIfAborted();
      await downloadFile({ ...options, path, revision: commit, signal });
    }
  };
  const results = await Promise.allSettled(
    Array.from({ length: maxWorkers }, () =>
      worker().catch((error: unknown) => {
        failure.abort(error);
        throw error;
      }),
    ),
  );
  if (results.some(({ status }) => status === "rejected")) throw signal.reason;
  return cache.snapshot(commit);
}

async function isDirectory(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}
