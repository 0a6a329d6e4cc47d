import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import { cacheFolder } from "@llm-course/hub/cache-folder";
import { z } from "zod";
import { DownloadError } from "../errors.ts";
import { type AddressOptions, openAddress, parseAddress } from "./open-address.ts";

const known = z.object({
  etag: z.string().optional(),
  lastModified: z.string().optional(),
  sha256: z.string(),
  size: z.int(),
});

export interface DownloadOptions extends AddressOptions {
  /** Default: 20 GB */
  readonly maxDownloadBytes?: number | undefined;
}

/**
 * A file of the network in the cache. It is stored under the hash of its bytes; the server is asked whether it has changed,
 * and if no server answers what was loaded before is given.
 *
 * @throws DownloadError for an address that is private, too many bytes, fewer than announced, and statuses of errors
 */
export async function download(address: string, options: DownloadOptions = {}): Promise<string> {
  const url = parseAddress(address);
  const folder = join(cacheFolder("datasets"), "downloads");
  await mkdir(folder, { recursive: true });
  const note = join(folder, `${createHash("sha256").update(address).digest("hex")}.json`);
  const before = await noted(note, folder);
  let response: IncomingMessage;
  try {
    response = await openAddress(url, options, before && conditional(before));
  } catch (error) {
    const isRefusal = error instanceof DownloadError && !(error.cause instanceof Error);
    if (before && !isRefusal) return before.path;
    throw error;
  }
  if (response.statusCode === 304 && before) {
    response.resume();
    return before.path;
  }
  const { path, sha256, size } = await store(response, url, folder, options);
  const { etag, "last-modified": lastModified } = response.headers;
  const temporary = `${note}.${randomUUID()}`;
  await writeFile(temporary, JSON.stringify({ etag, lastModified, sha256, size }));
  await rename(temporary, note);
  return path;
}

async function noted(note: string, folder: string) {
  const text = await readFile(note, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { data } = known.safeParse(json);
  if (!data) return undefined;
  const path = join(folder, data.sha256);
  const found = await stat(path).catch(() => undefined);
  return found?.size === data.size ? { ...data, path } : undefined;
}

/** Asks for a file only if it is not what it was. */
function conditional({ etag, lastModified }: z.output<typeof known>): Record<string, string> {
  if (etag) return { "if-none-match": etag };
  return lastModified ? { "if-modified-since": lastModified } : {};
}

async function store(
  response: IncomingMessage,
  url: URL,
  folder: string,
  { maxDownloadBytes = 20e9 }: DownloadOptions,
) {
  const announced = response.headers["content-length"];
  const tooLarge = () =>
    new DownloadError(
      `no more than ${maxDownloadBytes} bytes expected, raise maxDownloadBytes if you want them`,
      url,
    );
  const temporary = join(folder, `${randomUUID()}.incomplete`);
  const hash = createHash("sha256");
  let size = 0;
  try {
    if (announced !== undefined && Number(announced) > maxDownloadBytes) throw tooLarge();
    await using file = await open(temporary, "wx");
    for await (const chunk of response as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxDownloadBytes) throw tooLarge();
      hash.update(chunk);
      await file.writeFile(chunk);
    }
    if (announced !== undefined && size !== Number(announced))
      throw new Error(`${size} of ${announced} bytes`);
    await file.sync();
    const sha256 = hash.digest("hex");
    const path = join(folder, sha256);
    // The same bytes stay the same file, for what was made of it.
    if ((await stat(path).catch(() => undefined))?.size === size) await rm(temporary);
    else await rename(temporary, path);
    return { path, sha256, size };
  } catch (cause) {
    response.destroy();
    await rm(temporary, { force: true });
    if (cause instanceof DownloadError) throw cause;
    throw new DownloadError(
      `the whole file expected, it broke off (${(cause as Error).message}); try again`,
      url,
      {
        cause,
      },
    );
  }
}
