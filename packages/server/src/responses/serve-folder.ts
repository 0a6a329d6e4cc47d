import { constants, type Stats } from "node:fs";
import { type FileHandle, open, realpath } from "node:fs/promises";
import { join, sep } from "node:path";
import { Readable } from "node:stream";
import type { Context, Handler } from "hono";
import { getMimeType } from "hono/utils/mime";
import { HttpError } from "../errors.ts";
import { byteRange } from "./byte-range.ts";

export interface ServeFolderOptions {
  /** The file that is shown for a folder; false for none. Default: "index.html". */
  readonly index?: string | false;
  /** The `cache-control` of answers. Default: "no-cache", ask each time whether the ETag still holds. */
  readonly cacheControl?: string;
}

const notFound = (path: string) => new HttpError(404, "not_found", `no such file: ${path}`);

/**
 * The names along a path below the folder, or undefined where one of them could lead out of it or to what is hidden:
 * dots, separators of any system, streams and drives of Windows.
 */
function segments(path: string): string[] | undefined {
  let decoded: string[];
  try {
    decoded = path.split("/").filter(Boolean).map(decodeURIComponent);
  } catch {
    return undefined;
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return decoded.some((name) => name.startsWith(".") || /[/\\:\x00-\x1f]/.test(name)) ? undefined : decoded;
}

/**
 * Serves the files of a folder to GET and HEAD, for a route such as `app.get("/files/*", serveFolder(folder))`: with ETag,
 * ranges of bytes, and nothing outside of it, whether by `..`, its encodings, or links. Files whose names begin with a
 * dot are not found.
 *
 * @throws HttpError 404 for what is not a file there; 416 for a range outside of the file
 */
export function serveFolder(
  folder: string,
  { index = "index.html", cacheControl = "no-cache" }: ServeFolderOptions = {},
): Handler {
  return async (context) => {
    const { path } = context.req;
    const below = segments(path.slice(mountLength(context)));
    const file = below && (await openBelow(folder, below, index));
    if (!file) throw notFound(path);
    const { handle, stats, name } = file;
    try {
      return await answer(context, handle, stats, { name, cacheControl });
    } catch (error) {
      await handle.close();
      throw error;
    }
  };
}

/** The length of the part of the path before the route's `*`. */
function mountLength({ req }: Context): number {
  const { routePath } = req;
  const parts = routePath.slice(0, routePath.indexOf("*")).split("/").length - 1;
  return req.path.split("/").slice(0, parts).join("/").length;
}

async function openBelow(folder: string, below: readonly string[], index: string | false) {
  const asked = await openFile(folder, join(folder, ...below));
  if (asked?.stats.isFile()) return asked;
  await asked?.handle.close();
  if (!asked?.stats.isDirectory() || index === false) return undefined;
  const shown = await openFile(folder, join(folder, ...below, index));
  if (shown?.stats.isFile()) return shown;
  await shown?.handle.close();
  return undefined;
}

/** Opens what a path leads to through links, if that is in the folder; a pipe is not waited for. */
async function openFile(folder: string, path: string) {
  let handle: FileHandle | undefined;
  try {
    const [root, name] = await Promise.all([realpath(folder), realpath(path)]);
    if (name !== root && !name.startsWith(root.endsWith(sep) ? root : root + sep)) return undefined;
    handle = await open(name, constants.O_RDONLY | constants.O_NONBLOCK);
    return { handle, stats: await handle.stat(), name };
  } catch {
    await handle?.close();
    return undefined;
  }
}

async function answer(
  { req }: Context,
  handle: FileHandle,
  { size, mtimeMs }: Stats,
  { name, cacheControl }: { name: string; cacheControl: string },
): Promise<Response> {
  const etag = `"${size.toString(36)}-${Math.round(mtimeMs * 1000).toString(36)}"`;
  const headers: Record<string, string> = {
    etag,
    "accept-ranges": "bytes",
    "cache-control": cacheControl,
    "content-type": getMimeType(name) ?? "application/octet-stream",
  };
  const known = (req.header("if-none-match") ?? "").split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  if (known.includes(etag) || known.includes("*")) {
    await handle.close();
    return new Response(null, { status: 304, headers });
  }
  const sameFile = [undefined, etag].includes(req.header("if-range"));
  const range = sameFile ? byteRange(req.header("range"), size) : undefined;
  const { start, end } = range ?? { start: 0, end: size };
  headers["content-length"] = String(end - start);
  if (range) headers["content-range"] = `bytes ${start}-${end - 1}/${size}`;
  const status = range ? 206 : 200;
  if (req.method === "HEAD" || start === end) {
    await handle.close();
    return new Response(null, { status, headers });
  }
  // The handle is closed when the stream ends, or the client leaves.
  const stream = handle.createReadStream({ start, end: end - 1 });
  return new Response(Readable.toWeb(stream) as ReadableStream, { status, headers });
}
