import { parse } from "lossless-json";
import { z } from "zod";
import { SafetensorsError, UnsupportedDtypeError } from "./errors.ts";
import { type Dtype, dtypeBytes, elementCount } from "./stored-tensor.ts";

/** The official library refuses longer headers; a length read from a broken file may be anything. */
export const largestHeader = 100_000_000;

const offset = z.int().nonnegative();
const entrySchema = z.strictObject({
  dtype: z.string(),
  shape: z.array(offset),
  data_offsets: z.tuple([offset, offset]),
});
const headerSchema = z.record(z.string(), z.unknown());
const metadataSchema = z.record(z.string(), z.string());

export interface TensorEntry {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Offsets into the file's data section. */
  readonly begin: number;
  readonly end: number;
}

export interface SafetensorsHeader {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: ReadonlyMap<string, TensorEntry>;
}

/**
 * Parses and checks the JSON header of a safetensors file with a data section of `dataLength` bytes.
 * As in the official library, tensors must cover that section exactly: no gap, no overlap, no rest.
 *
 * @throws SafetensorsError where the header breaks the format or names a tensor twice
 * @throws UnsupportedDtypeError where a tensor is of parts of a byte or of floats of 8 bits
 */
export function parseSafetensorsHeader(bytes: Uint8Array, dataLength: number): SafetensorsHeader {
  const { __metadata__: metadata = {}, ...entries } = check(headerSchema, parseJson(bytes), "header");
  const tensors = new Map(Object.entries(entries).map(([name, entry]) => [name, parseEntry(name, entry)]));
  checkCoverage(tensors, dataLength);
  return { metadata: check(metadataSchema, metadata, "__metadata__"), tensors };
}

/** JSON.parse would keep the last of two tensors with one name; other readers may keep the first. */
function parseJson(bytes: Uint8Array): unknown {
  try {
    return parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes), undefined, { parseNumber: Number });
  } catch (error) {
    throw new SafetensorsError(`invalid header, expected JSON: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function parseEntry(name: string, value: unknown): TensorEntry {
  const { dtype, shape, data_offsets } = check(entrySchema, value, `tensor ${name}`);
  if (!isDtype(dtype)) throw new UnsupportedDtypeError(name, dtype, Object.keys(dtypeBytes));
  const [begin, end] = data_offsets;
  const expected = elementCount(shape) * dtypeBytes[dtype];
  if (end - begin !== expected)
    throw new SafetensorsError(
      `invalid data_offsets of tensor ${name}, expected ${expected} bytes for ${dtype} [${shape}]: ${begin} to ${end}`,
    );
  return { dtype, shape, begin, end };
}

function checkCoverage(tensors: ReadonlyMap<string, TensorEntry>, dataLength: number): void {
  let position = 0;
  for (const [name, { begin, end }] of [...tensors].sort(
    ([, a], [, b]) => a.begin - b.begin || a.end - b.end,
  )) {
    if (begin !== position)
      throw new SafetensorsError(
        `invalid data_offsets of tensor ${name}, expected to begin at ${position}: ${begin}`,
      );
    position = end;
  }
  if (position !== dataLength)
    throw new SafetensorsError(
      `invalid length of data, expected ${position} bytes after the header: ${dataLength}`,
    );
}

function isDtype(value: string): value is Dtype {
  return Object.hasOwn(dtypeBytes, value);
}

function check<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (!result.success) throw new SafetensorsError(`invalid ${what}: ${z.prettifyError(result.error)}`);
  return result.data;
}
