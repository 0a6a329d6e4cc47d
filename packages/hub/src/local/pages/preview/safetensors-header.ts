import { z } from "zod";

/** The format's own limit is 100 MB; one of this size has about ten thousand tensors. */
export const maxHeaderBytes = 2 ** 20;

const tensor = z.object({
  dtype: z.string().max(20),
  shape: z.array(z.int().nonnegative()).max(32),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});

const headerSchema = z.record(z.string(), z.unknown());
const metadataSchema = z.record(z.string(), z.string());

export interface TensorInfo {
  name: string;
  dtype: string;
  shape: number[];
  /** Elements. */
  parameters: number;
}

export interface SafetensorsHeader {
  tensors: TensorInfo[];
  metadata: Record<string, string>;
}

/**
 * Reads the header of a safetensors file: its length in 8 bytes, little endian, then JSON.
 *
 * @param head the file's first bytes: 8 and `maxHeaderBytes`, or all it has
 * @returns what is wrong, as text, for a file that has no such header, or a longer one
 */
export function readSafetensorsHeader(head: Buffer): SafetensorsHeader | string {
  if (head.length < 8) return "The file is too short to have a header.";
  const length = head.readBigUInt64LE(0);
  if (length > BigInt(maxHeaderBytes))
    return `The header says to have ${length} bytes; more than ${maxHeaderBytes} are not shown.`;
  if (head.length < 8 + Number(length)) return "The file ends within its header.";
  let parsed: unknown;
  try {
    parsed = JSON.parse(head.toString("utf8", 8, 8 + Number(length)));
  } catch {
    return "The header is not JSON.";
  }
  const header = headerSchema.safeParse(parsed);
  if (!header.success) return "The header has no names with tensors.";
  const { __metadata__: given, ...entries } = header.data;
  const tensors: TensorInfo[] = [];
  for (const [name, value] of Object.entries(entries)) {
    const { data } = tensor.safeParse(value);
    if (!data) return "The header has an entry that is no tensor.";
    const parameters = data.shape.reduce((product, size) => product * size, 1);
    tensors.push({ name, dtype: data.dtype, shape: data.shape, parameters });
  }
  return { tensors, metadata: metadataSchema.safeParse(given).data ?? {} };
}
