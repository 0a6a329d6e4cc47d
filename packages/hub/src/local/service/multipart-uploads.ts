import { createHash, randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { HubError } from "../hub-error.ts";
import type { BlobStore } from "../store/blob-store.ts";

/** Larger objects have larger parts, so that there are at most so many. */
const maxParts = 1000;
const usualPartBytes = 64 * 2 ** 20;

/**
 * Bytes of each part but the last.
 *
 * @param threshold bytes from which objects come in parts; no part is larger without need
 */
export const partBytes = (size: number, threshold: number): number =>
  Math.max(1, Math.min(usualPartBytes, threshold), Math.ceil(size / maxParts));

/**
 * Uploads that come in parts, each of which can be sent again. Parts are files in a folder per upload, named by number
 * and sha256, until the object is put together.
 */
export class MultipartUploads {
  readonly #folder: string;
  readonly #blobs: BlobStore;
  constructor(folder: string, blobs: BlobStore) {
    this.#folder = folder;
    this.#blobs = blobs;
  }

  /** A new upload's id; there is nothing on disk before its first part. */
  begin(): string {
    return randomUUID();
  }

  /**
   * Keeps a part.
   *
   * @returns its ETag, the sha256 of its bytes
   * @throws HubError InvalidObject where there are more or fewer bytes than `size`
   */
  async writePart(
    upload: string,
    part: number,
    {
      size,
      body,
      signal,
    }: { size: number; body: ReadableStream<Uint8Array>; signal?: AbortSignal | undefined },
  ): Promise<string> {
    const folder = join(this.#folder, upload);
    await mkdir(folder, { recursive: true });
    const temporary = join(folder, `${randomUUID()}.tmp`);
    const hash = createHash("sha256");
    let bytes = 0;
    const count = async function* (source: AsyncIterable<Uint8Array>) {
      for await (const chunk of source) {
        bytes += chunk.byteLength;
        if (bytes > size) throw wrongSize(part, size);
        hash.update(chunk);
        yield chunk;
      }
    };
    try {
      await pipeline(
        Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]),
        count,
        createWriteStream(temporary, { flags: "wx", flush: true }),
        signal ? { signal } : {},
      );
      if (bytes !== size) throw wrongSize(part, size);
      const etag = hash.digest("hex");
      await rename(temporary, join(folder, `${part}-${etag}`));
      return etag;
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  /**
   * Puts the parts together, checks the object's size and sha256, and keeps it.
   *
   * @throws HubError InvalidObject for a part that is missing or was not sent so
   */
  async complete(
    upload: string,
    oid: string,
    size: number,
    parts: readonly { partNumber: number; etag: string }[],
  ): Promise<void> {
    const folder = join(this.#folder, upload);
    const paths = parts
      .toSorted((a, b) => a.partNumber - b.partNumber)
      .map(({ partNumber, etag }, i) => {
        const digest = /^"?([0-9a-f]{64})"?$/.exec(etag)?.[1];
        if (partNumber !== i + 1 || digest === undefined) throw missing(i + 1);
        return join(folder, `${partNumber}-${digest}`);
      });
    for (const [i, path] of paths.entries())
      await stat(path).catch((cause) => {
        throw missing(i + 1, cause);
      });
    const whole = Readable.from(
      (async function* () {
        for (const path of paths) yield* createReadStream(path);
      })(),
      { objectMode: false },
    );
    await this.#blobs.write(oid, size, Readable.toWeb(whole) as ReadableStream<Uint8Array>);
    await rm(folder, { recursive: true, force: true });
  }

  /** Removes uploads that nobody has sent a part of for so many milliseconds. */
  async collect({ olderThanMs }: { olderThanMs: number }): Promise<void> {
    for (const name of await readdir(this.#folder).catch(() => [])) {
      const folder = join(this.#folder, name);
      const { mtimeMs } = await stat(folder);
      if (Date.now() - mtimeMs > olderThanMs) await rm(folder, { recursive: true, force: true });
    }
  }
}

const wrongSize = (part: number, size: number) =>
  new HubError(
    "InvalidObject",
    `part ${part} has another size than announced; send it again, expected bytes: ${size}`,
  );

const missing = (part: number, cause?: unknown) =>
  new HubError("InvalidObject", `a part is missing or was not sent with this ETag; send it again: ${part}`, {
    cause,
  });
