import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { DataFileError } from "../errors.ts";
import { memberPath } from "./member-path.ts";
import type { UnpackLimit } from "./unpack-limit.ts";

const block = 512;

/**
 * Unpacks a tar file (ustar, with long names of pax and GNU) into a folder.
 *
 * @throws DataFileError for names that leave the folder, links, and a file that breaks off
 */
export async function extractTar(
  path: string,
  name: string,
  folder: string,
  limit: UnpackLimit,
): Promise<void> {
  const bytes = new Bytes(createReadStream(path));
  let longName: string | undefined;
  for (;;) {
    const header = await bytes.take(block);
    if (header.length === block && header.every((byte) => byte === 0)) return;
    const size = header.length < block ? Number.NaN : sizeIn(header);
    if (!Number.isSafeInteger(size) || !hasRightSum(header))
      throw new DataFileError(name, "a complete tar file expected, it is broken; get it anew");
    const kind = String.fromCharCode(header[156] as number);
    const padding = (block - (size % block)) % block;
    if (kind === "x" || kind === "L") {
      if (size > 1e6) throw new DataFileError(name, "names of files below 1 MB expected in a tar file");
      const text = (await bytes.take(size)).toString("utf8");
      longName =
        kind === "L" ? text.replace(/\0.*$/s, "") : (/\d+ path=([^\n]*)\n/.exec(text)?.[1] ?? longName);
      await bytes.take(padding);
      continue;
    }
    const short = [textIn(header, 345, 155), textIn(header, 0, 100)].filter(Boolean).join("/");
    const member = longName ?? short;
    longName = undefined;
    if (kind === "1" || kind === "2")
      throw new DataFileError(name, `no links expected in an archive, it has "${member}"`);
    const isFile = kind === "0" || kind === "\0";
    if (isFile && !member.endsWith("/")) {
      const to = memberPath(folder, member, name);
      await mkdir(dirname(to), { recursive: true });
      await using file = await open(to, "wx");
      await copy(bytes, file, size, name, limit);
    } else await copy(bytes, undefined, size, name, limit);
    await bytes.take(padding);
  }
}

async function copy(
  bytes: Bytes,
  file: FileHandle | undefined,
  size: number,
  name: string,
  limit: UnpackLimit,
) {
  for (let left = size; left > 0; ) {
    const part = await bytes.take(Math.min(left, 65_536));
    if (part.length === 0)
      throw new DataFileError(name, "a complete tar file expected, it breaks off; get it anew");
    limit.count(part.length);
    await file?.write(part);
    left -= part.length;
  }
}

function sizeIn(header: Buffer): number {
  const text = textIn(header, 124, 12).trim();
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number.NaN;
}

/** The sum of the header's bytes, its own place counting as spaces. */
function hasRightSum(header: Buffer): boolean {
  const sum = header.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 32 : byte), 0);
  return Number.parseInt(textIn(header, 148, 8).trim(), 8) === sum;
}

function textIn(header: Buffer, start: number, length: number): string {
  return header
    .subarray(start, start + length)
    .toString("utf8")
    .replace(/\0.*$/s, "");
}

/** A stream's bytes in the sizes that are asked for; fewer at its end. */
class Bytes {
  readonly #source: AsyncIterator<Buffer>;
  #rest = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  async take(count: number): Promise<Buffer> {
    while (this.#rest.length < count) {
      const { done, value } = await this.#source.next();
      if (done) break;
      this.#rest = Buffer.concat([this.#rest, value]);
    }
    const taken = this.#rest.subarray(0, count);
    this.#rest = this.#rest.subarray(taken.length);
    return taken;
  }
}
