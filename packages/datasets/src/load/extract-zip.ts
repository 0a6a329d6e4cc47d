import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import type * as yauzl from "yauzl";
import { DataFileError } from "../errors.ts";
import { memberPath } from "./member-path.ts";
import { counting, type UnpackLimit } from "./unpack-limit.ts";

const fileTypes = 0o170000;
const symbolicLink = 0o120000;

/**
 * Unpacks a zip file into a folder.
 *
 * @throws DataFileError for names that leave the folder, links, encrypted files, and more bytes than the limit, whatever the
 *   archive says of itself
 */
export async function extractZip(
  path: string,
  name: string,
  folder: string,
  limit: UnpackLimit,
): Promise<void> {
  const { default: library } = await import("yauzl");
  const zip = await new Promise<yauzl.ZipFile>((resolve, reject) => {
    // Names are checked below, with an error of ours.
    library.open(path, { lazyEntries: true, autoClose: false, decodeStrings: true }, (error, opened) =>
      error ? reject(error) : resolve(opened),
    );
  });
  try {
    for await (const entry of entriesOf(zip)) {
      if (entry.fileName.endsWith("/")) continue;
      if (((entry.externalFileAttributes >>> 16) & fileTypes) === symbolicLink)
        throw new DataFileError(name, `no links expected in an archive, it has "${entry.fileName}"`);
      if (entry.isEncrypted())
        throw new DataFileError(name, `files without a password expected, "${entry.fileName}" has one`);
      const to = memberPath(folder, entry.fileName, name);
      await mkdir(dirname(to), { recursive: true });
      await pipeline(await openEntry(zip, entry), counting(limit), createWriteStream(to, { flags: "wx" }));
    }
  } catch (cause) {
    const message = (cause as Error).message;
    if (/invalid relative path|absolute path|invalid characters in fileName/.test(message))
      throw new DataFileError(name, `files inside the archive's folder expected (${message})`, { cause });
    throw cause;
  } finally {
    zip.close();
  }
}

async function* entriesOf(zip: yauzl.ZipFile): AsyncGenerator<yauzl.Entry> {
  for (;;) {
    const entry = await new Promise<yauzl.Entry | undefined>((resolve, reject) => {
      const settle = (done: () => void) => {
        zip.removeAllListeners("entry").removeAllListeners("end").removeAllListeners("error");
        done();
      };
      zip.once("entry", (each: yauzl.Entry) => settle(() => resolve(each)));
      zip.once("end", () => settle(() => resolve(undefined)));
      zip.once("error", (error: Error) => settle(() => reject(error)));
      zip.readEntry();
    });
    if (!entry) return;
    yield entry;
  }
}

function openEntry(zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<NodeJS.ReadableStream> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)));
  });
}
