import { open } from "node:fs/promises";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import type { AsyncBuffer, Compressors } from "hyparquet";
import type { Row } from "../dataset/row.ts";
import { DataFileError, DownloadError } from "../errors.ts";
import type { DataFile } from "./data-files.ts";
import type { DownloadOptions } from "./download.ts";
import { openAddress, parseAddress } from "./open-address.ts";

/** How much of the end is read first, where the footer is. */
const footerBytes = 2 ** 16;

const compressors: Compressors = {
  GZIP: (input) => gunzipSync(input),
  ZSTD: (input) => zstdDecompressSync(input),
  BROTLI: (input) => brotliDecompressSync(input),
};

/**
 * The rows of a parquet file from `firstRow` on, a row group at a time. Of a file far away only the ranges of the row groups
 * that are read are asked for.
 */
export async function* streamParquet(
  file: DataFile & { kind: "file" | "url" },
  firstRow: number,
  options: DownloadOptions & { readonly columns?: readonly string[] | undefined },
): AsyncGenerator<Row> {
  const { parquetMetadataAsync, parquetReadObjects } = await import("hyparquet");
  const source = file.kind === "file" ? await localBuffer(file.path) : await remoteBuffer(file.url, options);
  try {
    const metadata = await parquetMetadataAsync(source, { initialFetchSize: footerBytes });
    let start = 0;
    for (const { num_rows } of metadata.row_groups) {
      const end = start + Number(num_rows);
      if (end > firstRow) {
        const range = { rowStart: Math.max(start, firstRow), rowEnd: end };
        const columns = options.columns && { columns: [...options.columns] };
        for (const row of await parquetReadObjects({
          file: source,
          metadata,
          compressors,
          ...range,
          ...columns,
        }))
          yield plain(row) as Row;
      }
      start = end;
    }
  } catch (cause) {
    if (cause instanceof DownloadError) throw cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new DataFileError(file.name, `a parquet file expected, ${message}`, { cause });
  } finally {
    await source.close?.();
  }
}

type Source = AsyncBuffer & { close?(): Promise<void> };

async function localBuffer(path: string): Promise<Source> {
  const file = await open(path);
  const { size } = await file.stat();
  return {
    byteLength: size,
    async slice(start, end = size) {
      const bytes = new Uint8Array(end - start);
      await file.read(bytes, 0, bytes.length, start);
      return bytes.buffer;
    },
    close: () => file.close(),
  };
}

/** @throws DownloadError once more bytes than `maxDownloadBytes` come, whatever the ranges ask for */
async function remoteBuffer(
  address: string,
  { maxDownloadBytes = Number.POSITIVE_INFINITY, ...options }: DownloadOptions,
): Promise<Source> {
  const url = parseAddress(address);
  let total = 0;
  const read = async (range: string) => {
    const response = await openAddress(url, options, { range: `bytes=${range}` });
    if (response.statusCode !== 206) {
      response.destroy();
      throw new DownloadError(
        "a server that sends parts of files expected, load the file without streaming",
        url,
      );
    }
    const parts: Buffer[] = [];
    for await (const part of response as AsyncIterable<Buffer>) {
      total += part.length;
      if (total > maxDownloadBytes)
        throw new DownloadError(
          `no more than ${maxDownloadBytes} bytes expected, raise maxDownloadBytes if you want them`,
          url,
        );
      parts.push(part);
    }
    return { bytes: Buffer.concat(parts), contentRange: response.headers["content-range"] ?? "" };
  };
  const { contentRange } = await read("0-0");
  const size = Number(/\/(\d+)$/.exec(contentRange)?.[1]);
  if (!Number.isSafeInteger(size)) throw new DownloadError("a server that tells a file's size expected", url);
  return {
    byteLength: size,
    async slice(start, end = size) {
      const { bytes } = await read(`${start}-${end - 1}`);
      return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
    },
  };
}

/** Integers as numbers where they are exact, in whatever holds them. */
function plain(value: unknown): unknown {
  if (typeof value === "bigint") {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }
  if (value === undefined) return null;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null || value instanceof Date || ArrayBuffer.isView(value))
    return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]));
}
