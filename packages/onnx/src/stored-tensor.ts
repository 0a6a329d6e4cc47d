import { type ByteSource, bytesSource } from "./byte-source.ts";
import { SafetensorsError } from "./errors.ts";

/**
 * The safetensors dtypes this package reads and writes, with their size in bytes, as the official library
 * orders them. Parts of a byte and floats of 8 bits are left out.
 */
export const dtypeBytes = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  I16: 2,
  U16: 2,
  F16: 2,
  BF16: 2,
  I32: 4,
  U32: 4,
  F32: 4,
  F64: 8,
  I64: 8,
  U64: 8,
} as const;

export type Dtype = keyof typeof dtypeBytes;

/** The dtypes whose values are float32 values, so that a model can take them without rounding. */
export type FloatDtype = "F32" | "F16" | "BF16";

export function isFloatDtype(dtype: Dtype): dtype is FloatDtype {
  return dtype === "F32" || dtype === "F16" || dtype === "BF16";
}

/** A tensor whose shape is known and whose bytes are read on demand. */
export interface StoredTensor {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Little-endian bytes in row-major order; may be a view of memory the source still owns. */
  read(): Promise<Uint8Array>;
  /**
   * Fills the target with the bytes from `begin` (default 0) on, without memory in between. The target may
   * be shared memory; it must not reach beyond the tensor.
   */
  readInto(target: Uint8Array, begin?: number): Promise<void>;
}

/** A stored tensor over values already in memory; the bytes are not copied. */
export function storedTensor(dtype: Dtype, shape: readonly number[], values: ArrayBufferView): StoredTensor {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return tensorOf(bytesSource(bytes), dtype, shape, 0, bytes.byteLength);
}

/** The tensor whose bytes a source holds from `begin` up to, not including, `end`. */
export function tensorOf(
  source: ByteSource,
  dtype: Dtype,
  shape: readonly number[],
  begin: number,
  end: number,
): StoredTensor {
  return {
    dtype,
    shape,
    read: () => source.read(begin, end),
    async readInto(target, from = 0) {
      if (begin + from + target.byteLength > end)
        throw new SafetensorsError(
          `invalid range of a tensor of ${end - begin} bytes: ${from} to ${from + target.byteLength}`,
        );
      await source.readInto(target, begin + from);
    },
  };
}

/** How many elements a tensor of this shape has; 1 for a scalar. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** How many bytes a tensor has. */
export function byteLength({ dtype, shape }: Pick<StoredTensor, "dtype" | "shape">): number {
  return elementCount(shape) * dtypeBytes[dtype];
}
