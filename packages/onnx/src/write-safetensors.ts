import { SafetensorsError } from "./errors.ts";
import { byteLength, dtypeBytes, type StoredTensor } from "./stored-tensor.ts";
import { writeAtomically } from "./write-atomically.ts";

/**
 * Writes tensors as a safetensors file, reading one tensor at a time. The bytes are those the official
 * library writes: widest dtype first, then by name, header padded with spaces to a multiple of 8.
 *
 * @param metadata strings kept in the file; the default is what Python's transformers asks for
 * @throws SafetensorsError where a tensor's bytes do not fill its shape
 */
export async function writeSafetensors(
  path: string,
  tensors: ReadonlyMap<string, StoredTensor>,
  metadata: Readonly<Record<string, string>> = { format: "pt" },
): Promise<void> {
  const sorted = [...tensors].sort(inFileOrder);
  await writeAtomically(path, async (file) => {
    await file.writeFile(headerBytes(sorted, metadata));
    for (const [name, tensor] of sorted) {
      const bytes = await tensor.read();
      const expected = byteLength(tensor);
      if (bytes.byteLength !== expected)
        throw new SafetensorsError(
          `invalid bytes of tensor ${name}, expected ${expected} for ${tensor.dtype} [${tensor.shape}]: ${bytes.byteLength}`,
        );
      await file.writeFile(bytes);
    }
  });
}

function headerBytes(
  sorted: [string, StoredTensor][],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  let position = 0;
  const entries = sorted.map(([name, tensor]) => {
    const begin = position;
    position += byteLength(tensor);
    return [name, { dtype: tensor.dtype, shape: tensor.shape, data_offsets: [begin, position] }] as const;
  });
  const json = Buffer.from(stringify([["__metadata__", metadata], ...entries]));
  const length = Math.ceil(json.byteLength / 8) * 8;
  const header = Buffer.alloc(8 + length, " ");
  header.writeBigUInt64LE(BigInt(length));
  json.copy(header, 8);
  return header;
}

/** JSON.stringify of an object would move names that look like array indices to the front. */
function stringify(entries: (readonly [string, unknown])[]): string {
  return `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join()}}`;
}

// Wider dtypes first keeps every tensor aligned to its dtype.
const fileOrder = Object.keys(dtypeBytes).reverse();

function inFileOrder([nameA, a]: [string, StoredTensor], [nameB, b]: [string, StoredTensor]): number {
  const byDtype = fileOrder.indexOf(a.dtype) - fileOrder.indexOf(b.dtype);
  return byDtype || Buffer.compare(Buffer.from(nameA), Buffer.from(nameB));
}
