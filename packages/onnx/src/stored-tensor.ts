/** The safetensors dtypes this package reads and writes, with their size in bytes. */
export const dtypeBytes = { F32: 4, F16: 2, BF16: 2, I64: 8 } as const;

export type Dtype = keyof typeof dtypeBytes;

/** A tensor whose shape is known and whose bytes are read on demand. */
export interface StoredTensor {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Little-endian bytes in row-major order; may be a view of memory the source still owns. */
  read(): Promise<Uint8Array>;
}

/** A stored tensor over values already in memory; the bytes are not copied. */
export function storedTensor(dtype: Dtype, shape: readonly number[], values: ArrayBufferView): StoredTensor {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return { dtype, shape, read: async () => bytes };
}

/** How many elements a tensor of this shape has; 1 for a scalar. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
