import { fileSize, RepoCache } from "./cache.ts";
import { type Connection, type ConnectionOptions, resolveConnection } from "./connection.ts";
import { type DownloadProgress, downloadBlob } from "./download-blob.ts";
import { hubEnvironment } from "./environment.ts";
import { LocalEntryNotFoundError } from "./errors.ts";
import { withFileLock } from "./file-lock.ts";
import { type FileMetadata, fileMetadata, resolveUrl } from "./file-metadata.ts";
import { isCommit, parseRepo, type Repo, type RepoType } from "./repo.ts";
import { isTransient } from "./retry.ts";

export interface RepoOptions extends ConnectionOptions {
  /** `name` or `namespace/name`. */
  repo: string;
  /** Default `"model"`. */
  repoType?: RepoType | undefined;
  /** Branch, tag or commit. Default `"main"`. */
  revision?: string | undefined;
  /** Default `HF_HUB_CACHE`, as for every Hugging Face client. */
  cacheDir?: string | undefined;
  /** Use the cache alone, and no network. Default `HF_HUB_OFFLINE`. */
  localFilesOnly?: boolean | undefined;
  /** Told about each piece that reaches the disk. A file that is in the cache already reports nothing. */
  onProgress?: ((progress: DownloadProgress) => void) | undefined;
}

export interface DownloadFileOptions extends RepoOptions {
  /** The file's name in the repository, with `/` between folders. */
  path: string;
}

/**
 * Gives the absolute path of a file of the Hub in the local cache, after downloading it when it is not there.
 *
 * A commit that is in the cache needs no request. For a branch or tag the Hub is asked what it stands for; when
 * it cannot be reached, the file last seen at that revision is given, as `huggingface_hub` does.
 *
 * @throws LocalEntryNotFoundError, EntryNotFoundError, RevisionNotFoundError, RepositoryNotFoundError,
 *   GatedRepoError, UnauthorizedError, ForbiddenError, HubApiError, HubConnectionError, IntegrityError,
 *   InvalidResponseError, InvalidNameError
 */
export async function downloadFile(options: DownloadFileOptions): Promise<string> {
  const { path, download } = await locateFile(options);
  await download?.();
  return path;
}

/** Where a file of the Hub is in the cache, or will be. */
export interface LocatedFile {
  /** Absolute. */
  path: string;
  /** In bytes; undefined when the Hub did not say. */
  size: number | undefined;
  /** Puts it there; undefined when it is there. */
  download: (() => Promise<void>) | undefined;
}

/** The first half of `downloadFile`: which file it is now, and whether the cache has it. @throws as `downloadFile` */
export async function locateFile(options: DownloadFileOptions): Promise<LocatedFile> {
  const { path, revision = "main", cacheDir, localFilesOnly = hubEnvironment().offline } = options;
  const repo = parseRepo(options.repo, options.repoType);
  const cache = new RepoCache(repo, cacheDir);
  const cached = await cachedFile(cache, revision, path);
  if (cached && (localFilesOnly || isCommit(revision))) return cached;
  if (localFilesOnly) throw new LocalEntryNotFoundError(path, repo.id, revision);

  const connection = await resolveConnection(options);
  let metadata: FileMetadata;
  try {
    metadata = await fileMetadata(connection, repo, path, revision);
  } catch (error) {
    if (cached && isTransient(error)) return cached;
    throw error;
  }
  if (!isCommit(revision)) await cache.writeRef(revision, metadata.commit);
  const current = await cachedFile(cache, metadata.commit, path);
  return (
    current ?? {
      path: cache.pointer(metadata.commit, path),
      size: metadata.size,
      download: () => ensureBlob(connection, cache, repo, path, metadata, options.onProgress),
    }
  );
}

async function cachedFile(
  cache: RepoCache,
  revision: string,
  file: string,
): Promise<LocatedFile | undefined> {
  const commit = await cache.readRef(revision);
  const path = cache.pointer(commit ?? "unknown", file);
  const size = commit === undefined ? undefined : await fileSize(path);
  return size === undefined ? undefined : { path, size, download: undefined };
}

/** One process downloads, the others wait for it and find the blob. */
async function ensureBlob(
  connection: Connection,
  cache: RepoCache,
  repo: Repo,
  file: string,
  metadata: FileMetadata,
  onProgress: RepoOptions["onProgress"],
): Promise<void> {
  const pointer = cache.pointer(metadata.commit, file);
  if ((await fileSize(pointer)) !== undefined) return;
  const blob = cache.blob(metadata.etag);
  await withFileLock(cache.lock(metadata.etag), connection.signal, async () => {
    const present = await fileSize(blob);
    if (present === undefined || (metadata.size !== undefined && present !== metadata.size)) {
      const url = resolveUrl(connection.endpoint, repo, file, metadata.commit);
      await downloadBlob(connection, { url, repo: repo.id, file, metadata, blob, onProgress });
    }
    await cache.link(blob, pointer);
  });
}
