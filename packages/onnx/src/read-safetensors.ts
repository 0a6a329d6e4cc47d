import { type ByteSource, bytesSource, fileSource } from "./byte-source.ts";
import { SafetensorsError } from "./errors.ts";
import { largestHeader, parseSafetensorsHeader } from "./safetensors-header.ts";
import { type StoredTensor, tensorOf } from "./stored-tensor.ts";

/** An open safetensors file. Close it, or declare it with `await using`. */
export interface Safetensors extends AsyncDisposable {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  close(): Promise<void>;
}

/**
 * Opens a safetensors file, given as a path or as bytes. Only the header is read now: a tensor's bytes
 * are read from the file by `read()`, or are views of the bytes given.
 *
 * @throws SafetensorsError where the file breaks the format
 * @throws UnsupportedDtypeError where a tensor is of parts of a byte or of floats of 8 bits
 */
export async function readSafetensors(source: string | Uint8Array): Promise<Safetensors> {
  const bytes = typeof source === "string" ? await fileSource(source) : bytesSource(source);
  try {
    return await openTensors(bytes);
  } catch (error) {
    await bytes.close();
    throw error;
  }
}

// Layout: header length (u64), header (JSON), data. Offsets in the header count from where data begins.
async function openTensors(source: ByteSource): Promise<Safetensors> {
  const dataBegin = 8 + (await readHeaderLength(source));
  const header = parseSafetensorsHeader(await source.read(8, dataBegin), source.byteLength - dataBegin);
  const tensors = new Map<string, StoredTensor>();
  for (const [name, { dtype, shape, begin, end }] of header.tensors)
    tensors.set(name, tensorOf(source, dtype, shape, dataBegin + begin, dataBegin + end));
  const close = () => source.close();
  return { metadata: header.metadata, tensors, close, [Symbol.asyncDispose]: close };
}

async function readHeaderLength(source: ByteSource): Promise<number> {
  if (source.byteLength < 8)
    throw new SafetensorsError(`invalid length of file, expected at least 8 bytes: ${source.byteLength}`);
  const prefix = await source.read(0, 8);
  const length = new DataView(prefix.buffer, prefix.byteOffset, 8).getBigUint64(0, true);
  const most = Math.min(largestHeader, source.byteLength - 8);
  if (length > most)
    throw new SafetensorsError(`invalid length of header, expected at most ${most} bytes: ${length}`);
  return Number(length);
}
