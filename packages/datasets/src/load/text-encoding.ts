import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { DataFileError, DatasetArgumentError } from "../errors.ts";

const labels: Readonly<Record<string, string>> = {
  ...{ utf8: "utf-8", "utf-8-sig": "utf-8", latin1: "latin-1", "iso-8859-1": "latin-1", utf16: "utf-16le" },
  ...{ "utf-16": "utf-16le", utf16le: "utf-16le", utf16be: "utf-16be", cp1252: "windows-1252" },
};

/**
 * The name under which an encoding is known here. What `TextDecoder` takes for latin-1 is windows-1252; here it is latin-1.
 *
 * @throws DatasetArgumentError for one that is not known
 */
export function encodingName(encoding: string): string {
  const lower = encoding.toLowerCase().replaceAll("_", "-");
  const name = labels[lower] ?? lower;
  if (name === "latin-1") return name;
  try {
    return new TextDecoder(name).encoding;
  } catch {
    throw new DatasetArgumentError('an encoding such as "utf-8", "latin-1" or "utf-16" expected', encoding);
  }
}

/** What a file's first bytes say of its encoding. */
export async function byteOrderMark(path: string): Promise<{ encoding: string; length: number } | undefined> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(3), 0, 3, 0);
  const start = buffer.subarray(0, bytesRead).toString("hex");
  if (start === "efbbbf") return { encoding: "utf-8", length: 3 };
  if (start.startsWith("fffe")) return { encoding: "utf-16le", length: 2 };
  if (start.startsWith("feff")) return { encoding: "utf-16be", length: 2 };
  return undefined;
}

/**
 * A file's text, piece by piece.
 *
 * @throws DataFileError naming the first byte that is not of the encoding
 */
export async function* decodeFile(
  path: string,
  name: string,
  encoding: string,
  start = 0,
): AsyncGenerator<string> {
  if (encoding === "latin-1") {
    for await (const chunk of createReadStream(path, { start }))
      yield Buffer.from(chunk as Buffer).toString("latin1");
    return;
  }
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  let offset = start;
  let tail = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { start })) {
    const bytes = chunk as Buffer;
    const window = Buffer.concat([tail, bytes]);
    try {
      yield decoder.decode(bytes, { stream: true });
    } catch {
      throw undecodable(name, encoding, window, offset - tail.length);
    }
    offset += bytes.length;
    tail = Buffer.from(window.subarray(window.length - openBytes(window, encoding)));
  }
  try {
    yield decoder.decode();
  } catch {
    throw undecodable(name, encoding, tail, offset - tail.length);
  }
}

function undecodable(name: string, encoding: string, bytes: Buffer, offset: number): DataFileError {
  const at = firstInvalid(bytes, encoding);
  const shown = bytes
    .subarray(at, at + 4)
    .toString("hex")
    .replace(/..(?!$)/g, "$& ");
  return new DataFileError(
    name,
    `${encoding} expected, but the bytes at offset ${offset + at} are not (${shown}); pass encoding, as in { encoding: "latin-1" }`,
  );
}

/** How many bytes at the end begin a character that goes on after them. */
function openBytes(bytes: Buffer, encoding: string): number {
  const { length } = bytes;
  if (encoding.startsWith("utf-16")) {
    const odd = length % 2;
    const unit = length - odd - (encoding === "utf-16le" ? 1 : 2);
    return unit >= 0 && ((bytes[unit] as number) & 0xfc) === 0xd8 ? 2 + odd : odd;
  }
  if (encoding !== "utf-8") return 0;
  for (let back = 1; back <= Math.min(3, length); back++) {
    const byte = bytes[length - back] as number;
    if ((byte & 0xc0) === 0x80) continue;
    return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1) ? back : 0;
  }
  return 0;
}

/** Where the first character begins that is none, by halving. */
function firstInvalid(bytes: Buffer, encoding: string): number {
  let [low, high] = [0, bytes.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (isValidSoFar(bytes.subarray(0, middle), encoding)) low = middle;
    else high = middle - 1;
  }
  return low - openBytes(bytes.subarray(0, low), encoding);
}

/** Whether bytes are of an encoding, perhaps with the beginning of one more character. */
function isValidSoFar(bytes: Uint8Array, encoding: string): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** Reads a whole file for nothing but the error. @throws DataFileError if it is not UTF-8 */
export async function checkUtf8(path: string, name: string): Promise<void> {
  for await (const _ of decodeFile(path, name, "utf-8"));
}
