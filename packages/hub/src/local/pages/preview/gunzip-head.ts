import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";

/**
 * The beginning of what a gzip stream holds. A stream of a few bytes may hold gigabytes: it is unpacked piece by piece,
 * and no further than this.
 *
 * @throws Error for what is not gzip
 */
export async function gunzipHead(stream: ReadableStream<Uint8Array>, maxBytes: number): Promise<Buffer> {
  const gunzip = createGunzip({ chunkSize: 2 ** 16 });
  const source = Readable.fromWeb(stream as Parameters<typeof Readable.fromWeb>[0]);
  source.on("error", (error) => gunzip.destroy(error));
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of source.pipe(gunzip)) {
      parts.push(part);
      length += part.length;
      if (length >= maxBytes) break;
    }
  } finally {
    source.destroy();
    gunzip.destroy();
  }
  return Buffer.concat(parts).subarray(0, maxBytes);
}
