import { open, stat } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { z } from "zod";
import { IndexFileError, IndexVersionError } from "./errors.ts";
import { vectorMetrics } from "./vector-index.ts";

/** Raise it when files of before can no longer be read. */
const format = 1;

const length = z.int().nonnegative();
/** A part of the file with its checksum. */
const section = z.object({ start: length, end: length, crc32: length });
const common = {
  format: z.literal(format),
  writtenBy: z.string(),
  metric: z.enum(vectorMetrics),
  dimensions: z.int().positive(),
  rows: z.int().positive(),
  /** Bytes before the footer. */
  length,
  /** What has to be right for the process not to crash, checked at every opening: small. */
  structure: section,
  /** The numbers, checked where `verify` is asked for. */
  vectors: section,
};
const footer = z.discriminatedUnion("kind", [
  z.object({ ...common, kind: z.literal("exact"), smallestSquare: z.number(), largestSquare: z.number() }),
  z.object({
    ...common,
    kind: z.literal("hnsw"),
    dtype: z.enum(["f32", "f16", "i8"]),
    m: z.int().positive(),
    efConstruction: z.int().positive(),
    efSearch: z.int().positive(),
    scale: z.number().positive(),
  }),
]);

export type IndexFooter = z.infer<typeof footer>;
export type ExactFooter = Extract<IndexFooter, { kind: "exact" }>;
export type HnswFooter = Extract<IndexFooter, { kind: "hnsw" }>;
type Sealed = "format" | "length" | "structure" | "vectors" | "writtenBy";
/** What `sealIndexFile` cannot know. */
export type IndexFacts = Omit<ExactFooter, Sealed> | Omit<HnswFooter, Sealed>;

const magic = Buffer.from("LLMCVIDX");
const fixed = 8 + magic.length;

/**
 * Makes an index file of a file that holds vectors in a format of others, by what is appended to it: JSON, its length
 * and its CRC-32 (u32, little-endian), and 8 bytes to know it by. Readers of the format ignore what follows their data.
 *
 * @param vectors first and last + 1 of the bytes of the vectors; all others are structure
 */
export async function sealIndexFile(
  path: string,
  facts: IndexFacts,
  vectors: { start: number; end: number },
  library?: string,
): Promise<void> {
  const { size } = await stat(path);
  // Vectors come last (.npy) or first (usearch); what is on their other side are 8 bytes at most, checked elsewhere.
  const structure =
    vectors.end === size ? { start: 0, end: vectors.start } : { start: vectors.end, end: size };
  const sealed = {
    ...facts,
    format,
    writtenBy: [`format ${format}`, library].filter(Boolean).join(" of "),
    length: size,
    structure: { ...structure, crc32: await checksum(path, structure) },
    vectors: { ...vectors, crc32: await checksum(path, vectors) },
  };
  const json = Buffer.from(JSON.stringify(sealed));
  const tail = Buffer.alloc(8);
  tail.writeUInt32LE(json.length, 0);
  tail.writeUInt32LE(crc32(json), 4);
  await using file = await open(path, "a");
  await file.appendFile(Buffer.concat([json, tail, magic]));
}

/**
 * What an index file says of itself, and whether it is whole.
 *
 * @param options.verify reads the vectors too, and compares their checksum. Default: false
 * @throws IndexFileError, IndexVersionError
 */
export async function readIndexFooter(path: string, { verify = false } = {}): Promise<IndexFooter> {
  const { json, size } = await readFooterText(path);
  let given: unknown;
  try {
    given = JSON.parse(json);
  } catch (cause) {
    throw new IndexFileError(path, "damaged footer", { cause });
  }
  const written = z.object({ format: z.int(), writtenBy: z.string() }).safeParse(given);
  if (written.success && written.data.format !== format)
    throw new IndexVersionError(path, written.data.writtenBy, `format ${format}`);
  const parsed = footer.safeParse(given);
  if (!parsed.success)
    throw new IndexFileError(path, `unknown footer, ${z.prettifyError(parsed.error)}`, {
      cause: parsed.error,
    });
  const { data } = parsed;
  if (data.length !== size)
    throw new IndexFileError(path, `${data.length} bytes before the footer expected, is ${size}`);
  for (const name of verify ? (["structure", "vectors"] as const) : (["structure"] as const)) {
    const found = await checksum(path, data[name]);
    if (found !== data[name].crc32)
      throw new IndexFileError(path, `damaged ${name}, checksum ${data[name].crc32} expected, is ${found}`);
  }
  return data;
}

/** @returns the footer's JSON, and the number of bytes before it */
async function readFooterText(path: string): Promise<{ json: string; size: number }> {
  await using file = await open(path, "r");
  const { size } = await file.stat();
  const tail = Buffer.alloc(fixed);
  if (size >= fixed) await file.read(tail, 0, fixed, size - fixed);
  if (!tail.subarray(8).equals(magic)) throw new IndexFileError(path, "not an index file, or cut off");
  const start = size - fixed - tail.readUInt32LE(0);
  if (start < 0) throw new IndexFileError(path, "damaged footer");
  const json = Buffer.alloc(size - fixed - start);
  await file.read(json, 0, json.length, start);
  if (crc32(json) !== tail.readUInt32LE(4)) throw new IndexFileError(path, "damaged footer");
  return { json: json.toString("utf8"), size: start };
}

/** CRC-32 of some bytes of a file; of fewer where the file ends. */
async function checksum(path: string, { start, end }: { start: number; end: number }): Promise<number> {
  await using file = await open(path, "r");
  const buffer = Buffer.allocUnsafe(Math.max(1, Math.min(end - start, 2 ** 22)));
  let value = 0;
  for (let at = start; at < end; ) {
    const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, end - at), at);
    if (bytesRead === 0) break;
    value = crc32(buffer.subarray(0, bytesRead), value);
    at += bytesRead;
  }
  return value;
}
