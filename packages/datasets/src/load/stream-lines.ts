import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { extname } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { DataFileError, DatasetError, DownloadError } from "../errors.ts";
import type { DataFile } from "./data-files.ts";
import type { DownloadOptions } from "./download.ts";
import { openAddress, parseAddress } from "./open-address.ts";
import { counting, unpackLimit } from "./unpack-limit.ts";

export interface StreamOptions extends DownloadOptions {
  /** The most that may come out of a packed file. Default: 200 times its size, and at least 1 GB */
  readonly maxUnpackedBytes?: number | undefined;
}

/**
 * The lines of a file as they come, also of one far away or compressed.
 *
 * @throws DataFileError for a file that breaks off or unpacks to too much; DownloadError
 */
export async function* streamLines(
  file: DataFile & { kind: "file" | "url" },
  options: StreamOptions,
): AsyncGenerator<string> {
  const { source, size } = await open(file, options);
  const unpack = { ".gz": createGunzip, ".zst": createZstdDecompress }[extname(file.name).toLowerCase()];
  const stages = unpack ? [unpack(), counting(unpackLimit(file.name, size, options.maxUnpackedBytes))] : [];
  let plain: Readable = source;
  for (const stage of stages) {
    // What goes wrong in one part is to be seen by who reads the lines.
    plain.on("error", (error) => stage.destroy(error));
    plain = plain.pipe(stage);
  }
  plain.setEncoding("utf8");
  try {
    let isFirst = true;
    for await (const line of createInterface({ input: plain, crlfDelay: Number.POSITIVE_INFINITY })) {
      yield isFirst ? line.replace(/^\uFEFF/, "") : line;
      isFirst = false;
    }
    if (plain.errored) throw plain.errored;
  } catch (cause) {
    if (cause instanceof DatasetError) throw cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new DataFileError(file.name, `a whole file expected, it cannot be read to its end (${message})`, {
      cause,
    });
  } finally {
    source.destroy();
  }
}

async function open(
  file: DataFile & { kind: "file" | "url" },
  { maxDownloadBytes, ...options }: StreamOptions,
): Promise<{ source: Readable; size: number }> {
  if (file.kind === "file")
    return { source: createReadStream(file.path), size: (await stat(file.path)).size };
  const url = parseAddress(file.url);
  const source = await openAddress(url, options);
  const size = Number(source.headers["content-length"] ?? 0);
  if (maxDownloadBytes !== undefined) {
    let bytes = 0;
    source.on("data", ({ length }: Buffer) => {
      bytes += length;
      if (bytes > maxDownloadBytes)
        source.destroy(
          new DownloadError(
            `no more than ${maxDownloadBytes} bytes expected, raise maxDownloadBytes if you want them`,
            url,
          ),
        );
    });
    source.pause();
  }
  return { source, size };
}
