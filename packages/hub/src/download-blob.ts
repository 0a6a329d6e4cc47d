import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { fileSize } from "./cache.ts";
import type { Connection } from "./connection.ts";
import { IntegrityError, InvalidResponseError } from "./errors.ts";
import type { FileMetadata } from "./file-metadata.ts";
import { IdleTimer } from "./idle-timer.ts";
import { connectionError, request } from "./request.ts";
import { retry } from "./retry.ts";
import { verifyFile } from "./verify-file.ts";

/** Bytes of one file that are on the disk, and its size (undefined when the Hub did not say). */
export interface DownloadProgress {
  file: string;
  loadedBytes: number;
  totalBytes: number | undefined;
}

interface BlobDownload {
  /** Must name the commit, so that the content behind it cannot change between two attempts. */
  url: string;
  repo: string;
  file: string;
  metadata: FileMetadata;
  /** Where the blob goes; bytes gather in `<blob>.incomplete` until they are all there and right. */
  blob: string;
  onProgress?: ((progress: DownloadProgress) => void) | undefined;
}

/**
 * Streams a file to disk, goes on where an earlier attempt (of any process) stopped, checks it, and only then
 * gives it the blob's name.
 */
export async function downloadBlob(connection: Connection, download: BlobDownload): Promise<void> {
  const { file, metadata, blob } = download;
  const incomplete = `${blob}.incomplete`;
  await mkdir(dirname(blob), { recursive: true });
  for (;;) {
    const resumed = ((await fileSize(incomplete)) ?? 0) > 0;
    try {
      await fill(connection, download, incomplete);
      await verifyFile(incomplete, { file, ...metadata });
      await rename(incomplete, blob);
      return;
    } catch (error) {
      if (!(error instanceof IntegrityError)) throw error;
      await rm(incomplete, { force: true });
      // What an earlier run left may be what is wrong: one more try, from the first byte.
      if (!resumed) throw error;
    }
  }
}

async function fill(connection: Connection, download: BlobDownload, incomplete: string): Promise<void> {
  await using handle = await open(incomplete, "a");
  let furthest = 0;
  const report = (loadedBytes: number) => {
    furthest = Math.max(furthest, loadedBytes);
    download.onProgress?.({ file: download.file, loadedBytes, totalBytes: download.metadata.size });
  };
  await retry(connection, () => append(connection, download, handle, report), { progress: () => furthest });
  await handle.sync();
}

/** One attempt: asks for the bytes that are missing and appends them as they come. */
async function append(
  connection: Connection,
  { url, repo, file, metadata: { size } }: BlobDownload,
  handle: FileHandle,
  report: (loadedBytes: number) => void,
): Promise<void> {
  // Without a size nobody can tell a complete file from a part: start over.
  if (size === undefined) await handle.truncate(0);
  let loaded = (await handle.stat()).size;
  if (size !== undefined && loaded >= size) return;
  using idle = new IdleTimer(connection.timeout);
  const headers: Record<string, string> = loaded > 0 ? { range: `bytes=${loaded}-` } : {};
  const { response } = await request(connection, { url, repo, headers, signal: idle.signal });
  const start = firstByte(response);
  if (start !== loaded) {
    if (start !== 0)
      throw new InvalidResponseError(`asked for bytes from ${loaded}, got ${start}: ${url}`, { url });
    await handle.truncate(0);
    loaded = 0;
  }
  report(loaded);
  const brokeOff = (cause: unknown) => connectionError(connection, cause, { url: new URL(url), repo });
  const reader = response.body?.getReader();
  try {
    while (reader) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throw brokeOff(cause);
      });
      if (done) break;
      idle.touch();
      loaded += value.byteLength;
      if (size !== undefined && loaded > size) throw new IntegrityError("size", file, size, loaded);
      await handle.appendFile(value);
      report(loaded);
    }
  } finally {
    await reader?.cancel().catch(() => undefined);
  }
  if (size !== undefined && loaded < size) throw brokeOff(new Error(`${loaded} of ${size} bytes`));
}

/** Where a body starts: a server may ignore `Range` and send everything, with 200. */
function firstByte(response: Response): number {
  if (response.status !== 206) return 0;
  return Number(/^bytes (\d+)-/.exec(response.headers.get("content-range") ?? "")?.[1]);
}
