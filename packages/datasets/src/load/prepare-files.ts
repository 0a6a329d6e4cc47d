import { createReadStream, createWriteStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { cacheFolder } from "@llm-course/hub/cache-folder";
import { ensureFolder } from "@llm-course/hub/ensure-folder";
import { fingerprint } from "../cache/fingerprint.ts";
import { DataFileError, DatasetError } from "../errors.ts";
import { extractTar } from "./extract-tar.ts";
import { extractZip } from "./extract-zip.ts";
import { type LocalFile, localFile } from "./local-file.ts";
import { byteOrderMark, decodeFile } from "./text-encoding.ts";
import { counting, unpackLimit } from "./unpack-limit.ts";

export interface PrepareOptions {
  /** The encoding of texts; undefined for files of bytes. */
  readonly text?: { readonly encoding: string | undefined } | undefined;
  /** Default: 200 times the packed file's size, and at least 1 GB. */
  readonly maxUnpackedBytes?: number | undefined;
}

const archives: Readonly<Record<string, typeof extractZip>> = {
  ...{ ".zip": extractZip, ".tar": extractTar },
};

/**
 * Files as they can be read: archives and compressed files are unpacked, and texts made UTF-8, into the cache. A compressed
 * file that breaks off is found here; DuckDB would take what it has for all there is.
 *
 * @param accepts which of an archive's files are wanted, by name
 * @throws DataFileError
 */
export async function prepareFiles(
  paths: readonly { readonly path: string; readonly name: string }[],
  accepts: (name: string) => boolean,
  options: PrepareOptions,
): Promise<LocalFile[]> {
  const files: LocalFile[] = [];
  for (const { path, name } of paths) files.push(...(await prepare(path, name, accepts, options)));
  return files;
}

async function prepare(
  path: string,
  name: string,
  accepts: (name: string) => boolean,
  options: PrepareOptions,
): Promise<LocalFile[]> {
  const file = await localFile(path, name);
  const extension = extname(name).toLowerCase();
  const extract = archives[extension];
  const limit = unpackLimit(name, file.size, options.maxUnpackedBytes);
  if (extract) {
    const folder = await unpacked(file, "archive", (to) => extract(path, name, to, limit));
    const members = (await listMembers(folder)).filter((member) => accepts(withoutPacking(member)));
    if (members.length === 0) throw new DataFileError(name, "an archive with data files expected");
    const named = members.map((member) => ({ path: join(folder, member), name: `${name}/${member}` }));
    const found = await prepareFiles(named, accepts, options);
    return found.map((each) => ({ ...each, key: [...file.key, each.name] }));
  }
  const decompress =
    extension === ".gz" || extension === ".tgz"
      ? createGunzip
      : extension === ".zst"
        ? createZstdDecompress
        : undefined;
  if (decompress) {
    const inner =
      extension === ".tgz" ? `${basename(name, extension)}.tar` : basename(name).slice(0, -extension.length);
    const folder = await unpacked(file, "plain", async (to) => {
      await pipeline(
        createReadStream(path),
        decompress(),
        counting(limit),
        createWriteStream(join(to, "data")),
      );
    });
    const found = await prepare(
      join(folder, "data"),
      `${name.slice(0, -basename(name).length)}${inner}`,
      accepts,
      options,
    );
    if (isArchive(name)) return found;
    return found.map((each) => ({ ...each, name, key: [...file.key, options.text?.encoding ?? ""] }));
  }
  return [options.text ? await asUtf8(file, options.text.encoding) : file];
}

async function asUtf8(file: LocalFile, encoding: string | undefined): Promise<LocalFile> {
  const mark = await byteOrderMark(file.path);
  const from = encoding ?? mark?.encoding ?? "utf-8";
  if (from === "utf-8" && !mark) return file;
  if (mark && from !== mark.encoding && !from.startsWith("utf-16") && from !== "latin-1")
    throw new DataFileError(
      file.name,
      `${from} expected, but the file begins with the mark of ${mark.encoding}`,
    );
  const isMarked = mark !== undefined && (from === mark.encoding || from.startsWith("utf-16"));
  const really = isMarked ? mark.encoding : from;
  const folder = await unpacked(file, `utf-8 of ${really}`, async (to) => {
    const text = Readable.from(decodeFile(file.path, file.name, really, isMarked ? mark.length : 0));
    await pipeline(text, createWriteStream(join(to, "data")));
  });
  return { ...file, path: join(folder, "data"), key: [...file.key, really] };
}

async function unpacked(
  file: LocalFile,
  how: string,
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  try {
    return await ensureFolder(join(cacheFolder("datasets"), "unpacked", fingerprint(how, ...file.key)), fill);
  } catch (cause) {
    if (cause instanceof DatasetError) throw cause;
    const { message, code } = cause as NodeJS.ErrnoException;
    if (code === "ENOSPC")
      throw new DataFileError(file.name, "no space left in the cache folder to unpack it, free some", {
        cause,
      });
    throw new DataFileError(
      file.name,
      `cannot be unpacked, it is broken or incomplete (${message}); get it anew`,
      {
        cause,
      },
    );
  }
}

/** `data.csv.gz` → `data.csv` */
export function withoutPacking(name: string): string {
  return name.replace(/\.(gz|zst)$/i, "");
}

/** Whether a file holds others. */
export function isArchive(name: string): boolean {
  return /\.(zip|tar|tgz|tar\.gz|tar\.zst)$/i.test(name);
}

async function listMembers(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}
