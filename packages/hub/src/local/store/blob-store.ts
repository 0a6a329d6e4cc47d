import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, readdir, rename, rm, stat, statfs, utimes } from "node:fs/promises";
import { dirname, join } from "node:path";
import { BlobMismatchError, BlobNotFoundError, InvalidBlobError, StorageFullError } from "./errors.ts";
import { defaultLeftoverAges, type LeftoverAges } from "./remove-leftovers.ts";
import { syncFolder } from "./sync-folder.ts";

/** Bytes that are read at a time. */
const chunkSize = 2 ** 18;
/** Milliseconds after which being asked for makes an object young again. */
const renewAfter = 3_600_000;

/**
 * LFS objects by their sha256, shared by all repositories, laid out as git-lfs does: `ab/cd/abcd…`. An object that is
 * found is whole: it is checked and on the disk before it gets its name.
 */
export class BlobStore {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /**
   * Makes the folder if need be, and removes uploads that broke off.
   *
   * @param options.leftoverAges how old their last byte is by then; default: one hour
   */
  static async open(folder: string, options: { leftoverAges?: LeftoverAges } = {}): Promise<BlobStore> {
    const store = new BlobStore(folder);
    await mkdir(store.#incoming, { recursive: true });
    const { files: age } = options.leftoverAges ?? defaultLeftoverAges;
    for (const name of await readdir(store.#incoming)) {
      const path = join(store.#incoming, name);
      const found = await stat(path).catch(() => undefined);
      if (found && Date.now() - found.mtimeMs > age) await rm(path, { force: true });
    }
    return store;
  }

  /**
   * Whether the object is there. Asking renews it: `collect` leaves it for a while, so that a commit which is to name it
   * has time to come.
   *
   * @throws InvalidBlobError where `oid` is no sha256
   */
  async has(oid: string): Promise<{ size: number } | undefined> {
    const path = this.#path(oid);
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) return undefined;
    if (Date.now() - found.mtimeMs > renewAfter) {
      const now = new Date();
      await utimes(path, now, now).catch(() => {});
    }
    return { size: found.size };
  }

  /**
   * Takes an object in. On the disk when this resolves; nothing of it is kept when this throws.
   *
   * @throws BlobMismatchError where the bytes have another size or sha256, StorageFullError, InvalidBlobError, the
   *   signal's reason, or the error of the stream
   */
  async write(
    oid: string,
    size: number,
    body: ReadableStream<Uint8Array>,
    signal?: AbortSignal,
  ): Promise<void> {
    this.#path(oid);
    if (!Number.isSafeInteger(size) || size < 0) throw new InvalidBlobError("a size in bytes", size);
    const temporary = join(this.#incoming, `${oid}.${randomUUID()}`);
    try {
      const { bavail, bsize } = await statfs(this.#incoming);
      if (bavail * bsize < size) throw new StorageFullError(this.folder);
      await receive(temporary, oid, size, body, signal);
      await this.take(oid, temporary);
    } catch (error) {
      await rm(temporary, { force: true });
      await body.cancel(error).catch(() => {});
      throw isFull(error) ? new StorageFullError(this.folder, error) : error;
    }
  }

  /**
   * Takes a file in that was checked to be the object, and whose bytes are on the disk; it moves.
   *
   * @param file on the same disk as the store
   */
  async take(oid: string, file: string): Promise<void> {
    const path = this.#path(oid);
    await mkdir(dirname(path), { recursive: true });
    await rename(file, path).catch(async (error) => {
      // Windows does not rename over a file that is being read. That one is whole and the same.
      if ((await this.has(oid)) === undefined) throw error;
      await rm(file, { force: true });
    });
    for (const folder of [dirname(path), dirname(dirname(path)), this.folder]) await syncFolder(folder);
  }

  /**
   * The bytes of an object, or a range of them, `end` included as in HTTP. Read from the disk as the
   * reader takes them. Reading fails with BlobNotFoundError where there is no such object.
   */
  read(oid: string, range?: { start: number; end: number }): ReadableStream<Uint8Array> {
    const path = this.#path(oid);
    const end = range === undefined ? Number.POSITIVE_INFINITY : range.end + 1;
    return ReadableStream.from(chunks(path, oid, range?.start ?? 0, end));
  }

  /**
   * Removes objects that no repository names and that nobody has asked for lately.
   *
   * @param reachable sha256 of all objects that are to stay; read to its end before anything is removed
   * @returns what was removed
   */
  async collect(reachable: AsyncIterable<string>, options: { olderThanMs: number }): Promise<string[]> {
    const kept = new Set<string>();
    for await (const oid of reachable) kept.add(oid);
    const removed: string[] = [];
    for await (const oid of this.#all()) {
      if (kept.has(oid)) continue;
      const found = await stat(this.#path(oid)).catch(() => undefined);
      if (found === undefined || Date.now() - found.mtimeMs <= options.olderThanMs) continue;
      await rm(this.#path(oid), { force: true });
      removed.push(oid);
    }
    return removed;
  }

  get #incoming(): string {
    return join(this.folder, "incoming");
  }

  #path(oid: string): string {
    if (!/^[0-9a-f]{64}$/.test(oid)) throw new InvalidBlobError("a sha256 of 64 hex digits", oid);
    return join(this.folder, oid.slice(0, 2), oid.slice(2, 4), oid);
  }

  async *#all(): AsyncGenerator<string> {
    for (const first of await readdir(this.folder)) {
      if (!/^[0-9a-f]{2}$/.test(first)) continue;
      for (const second of await readdir(join(this.folder, first))) {
        for (const oid of await readdir(join(this.folder, first, second))) {
          if (/^[0-9a-f]{64}$/.test(oid)) yield oid;
        }
      }
    }
  }
}

async function* chunks(path: string, oid: string, start: number, end: number): AsyncGenerator<Uint8Array> {
  await using file = await open(path, "r").catch((error: NodeJS.ErrnoException) => {
    throw error.code === "ENOENT" ? new BlobNotFoundError(oid) : error;
  });
  for (let at = start; at < end; ) {
    const buffer = new Uint8Array(Math.min(chunkSize, end - at));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

/** Writes a body to a new file and checks it, no further than its announced size. */
async function receive(
  path: string,
  oid: string,
  size: number,
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const hash = createHash("sha256");
  let received = 0;
  await using file = await open(path, "wx");
  signal?.throwIfAborted();
  const reader = body.getReader();
  const stop = () => void reader.cancel(signal?.reason).catch(() => {});
  signal?.addEventListener("abort", stop, { once: true });
  try {
    for (;;) {
      const { done, value } = await reader.read();
      signal?.throwIfAborted();
      if (done) break;
      received += value.length;
      if (received > size) throw new BlobMismatchError("size", oid, size, `${received} or more`);
      hash.update(value);
      await file.writeFile(value);
    }
  } finally {
    signal?.removeEventListener("abort", stop);
    reader.releaseLock();
  }
  if (received !== size) throw new BlobMismatchError("size", oid, size, received);
  const digest = hash.digest("hex");
  if (digest !== oid) throw new BlobMismatchError("sha256", oid, oid, digest);
  await file.sync();
}

function isFull(error: unknown): boolean {
  return ["ENOSPC", "EDQUOT"].includes((error as NodeJS.ErrnoException)?.code ?? "");
}
