import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { join } from "node:path";
import { cacheFolder } from "@llm-course/hub";
import { z } from "zod";
import { DownloadError } from "../errors.ts";
import { isPrivateAddress, PrivateAddressError, publicLookup } from "./private-address.ts";

export interface DownloadOptions {
  /** Addresses of this machine and of private networks, which a list of files from elsewhere should not reach. Default: false */
  readonly allowPrivateHosts?: boolean | undefined;
  /** Default: 20 GB */
  readonly maxDownloadBytes?: number | undefined;
  /** Milliseconds without a byte. Default: 30 000 */
  readonly timeout?: number | undefined;
}

const known = z.object({
  etag: z.string().optional(),
  lastModified: z.string().optional(),
  sha256: z.string(),
  size: z.int(),
});
const maxRedirects = 10;

/**
 * A file of the network in the cache. It is stored under the hash of its bytes; the server is asked whether it has changed,
 * and if no server answers what was loaded before is given.
 *
 * @throws DownloadError for an address that is private, too many bytes, fewer than announced, and statuses of errors
 */
export async function download(address: string, options: DownloadOptions = {}): Promise<string> {
  const url = parse(address);
  const folder = join(cacheFolder("datasets"), "downloads");
  await mkdir(folder, { recursive: true });
  const note = join(folder, `${createHash("sha256").update(address).digest("hex")}.json`);
  const before = await noted(note, folder);
  let response: IncomingMessage;
  try {
    response = await get(url, before, options);
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

function parse(address: string): URL {
  const url = URL.parse(address);
  if (!url || !/^https?:$/.test(url.protocol))
    throw new DownloadError("an address of http or https expected", url ?? new URL("about:invalid"));
  return url;
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

/** Follows redirects, each of which may go only where the first address might. */
async function get(
  start: URL,
  before: { etag?: string | undefined; lastModified?: string | undefined } | undefined,
  options: DownloadOptions,
): Promise<IncomingMessage> {
  let url = start;
  for (let i = 0; i <= maxRedirects; i++) {
    if (!options.allowPrivateHosts && isPrivateAddress(url.hostname)) throw refused(url);
    const response = await send(url, before, options);
    const { statusCode = 0, headers } = response;
    if (statusCode >= 300 && statusCode < 400 && statusCode !== 304 && headers.location) {
      response.resume();
      const next = URL.parse(headers.location, url.href);
      const isSafe =
        next && (next.protocol === "https:" || (next.protocol === "http:" && url.protocol === "http:"));
      if (!isSafe) throw new DownloadError("a redirect to https expected", next ?? url);
      url = next;
    } else if (statusCode === 200 || statusCode === 304) return response;
    else {
      response.resume();
      throw new DownloadError(
        `a file expected, the server answers ${statusCode}; is the address right?`,
        url,
      );
    }
  }
  throw new DownloadError(`no more than ${maxRedirects} redirects expected`, url);
}

function send(
  url: URL,
  before: { etag?: string | undefined; lastModified?: string | undefined } | undefined,
  { allowPrivateHosts = false, timeout = 30_000 }: DownloadOptions,
): Promise<IncomingMessage> {
  const headers: Record<string, string> = {
    "accept-encoding": "identity",
    "user-agent": "llm-course-datasets",
  };
  if (before?.etag) headers["if-none-match"] = before.etag;
  else if (before?.lastModified) headers["if-modified-since"] = before.lastModified;
  const request = url.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { headers, timeout, ...(!allowPrivateHosts && { lookup: publicLookup }) },
      resolve,
    );
    sent.on("timeout", () => sent.destroy(new Error(`nothing came for ${timeout} ms`)));
    sent.on("error", (cause) => {
      if (cause instanceof PrivateAddressError) reject(refused(url));
      else
        reject(new DownloadError(`no answer, or it broke off (${cause.message}); try again`, url, { cause }));
    });
    sent.end();
  });
}

function refused(url: URL): DownloadError {
  return new DownloadError("a public address expected, pass allowPrivateHosts: true if you trust it", url);
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
