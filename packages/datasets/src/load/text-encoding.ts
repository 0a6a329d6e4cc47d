import { isUtf8 } from "node:buffer";
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
    tail = Buffer.from(window.subarray(-4));
  }
  try {
    yield decoder.decode();
  } catch {
    throw undecodable(name, encoding, tail, offset - tail.length);
  }
}

function undecodable(name: string, encoding: string, bytes: Buffer, offset: number): DataFileError {
  const at = encoding === "utf-8" ? firstInvalid(bytes) : firstUndecodable(bytes, encoding);
  const shown = bytes
    .subarray(at, at + 4)
    .toString("hex")
    .replace(/..(?!$)/g, "$& ");
  return new DataFileError(
    name,
    `${encoding} expected, but the bytes at offset ${offset + at} are not (${shown}); pass encoding, as in { encoding: "latin-1" }`,
  );
}

/** Where UTF-8 ends to be valid, by halving. What begins inside a character counts from the next one on. */
function firstInvalid(bytes: Buffer): number {
  let begin = 0;
  while (begin < Math.min(3, bytes.length) && ((bytes[begin] as number) & 0xc0) === 0x80) begin++;
  let [low, high] = [begin, bytes.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (validSoFar(bytes.subarray(begin, middle))) low = middle;
    else high = middle - 1;
  }
  // The first bytes of a character that goes wrong later are valid so far.
  let at = low;
  while (at > begin && !isUtf8(bytes.subarray(begin, at))) at--;
  return at;
}

/** Whether bytes are UTF-8, perhaps with the beginning of one more character. */
function validSoFar(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function firstUndecodable(bytes: Buffer, encoding: string): number {
  for (let end = 1; end <= bytes.length; end++)
    try {
      new TextDecoder(encoding, { fatal: true }).decode(bytes.subarray(0, end), { stream: true });
    } catch {
      return end - 1;
    }
  return Math.max(0, bytes.length - 1);
}

/** Reads a whole file for nothing but the error. @throws DataFileError if it is not UTF-8 */
export async function checkUtf8(path: string, name: string): Promise<void> {
  for await (const _ of decodeFile(path, name, "utf-8"));
}
