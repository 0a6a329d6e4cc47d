import { open } from "node:fs/promises";
import { endianness } from "node:os";

/**
 * The first bytes of numpy's `.npy` format, version 1.0, for a matrix of little-endian float32: a multiple of 64 bytes.
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export function npyHeader(rows: number, columns: number): Buffer {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  const start = 10;
  const length = Math.ceil((start + text.length + 1) / 64) * 64;
  const header = Buffer.alloc(length, " ");
  header.write("\x93NUMPY\x01\x00", 0, "latin1");
  header.writeUInt16LE(length - start, 8);
  header.write(text, start, "latin1");
  header.write("\n", length - 1, "latin1");
  return header;
}

/** Writes rows that come in blocks as a `.npy` file. */
export async function writeNpy(
  path: string,
  rows: number,
  columns: number,
  blocks: Iterable<Float32Array>,
): Promise<void> {
  await using file = await open(path, "wx");
  await file.writeFile(npyHeader(rows, columns));
  for (const block of blocks) await file.writeFile(littleEndian(block));
}

function littleEndian(values: Float32Array): Buffer {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return endianness() === "LE" ? bytes : Buffer.from(bytes).swap32();
}
