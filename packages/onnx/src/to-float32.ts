/// <reference lib="es2025.float16" />
import type { FloatDtype } from "./stored-tensor.ts";

/**
 * The values of F32, F16 or BF16 bytes as float32. Every value of the three is a float32, so the
 * conversion is exact, subnormals and infinities included.
 *
 * F32 bytes that start at a multiple of 4 come back as a view, all others as a copy.
 */
export function toFloat32(bytes: Uint8Array, dtype: FloatDtype): Float32Array {
  const { buffer, byteOffset, byteLength } = aligned(bytes, dtype === "F32" ? 4 : 2);
  if (dtype === "F32") return new Float32Array(buffer, byteOffset, byteLength / 4);
  if (dtype === "F16") return new Float32Array(new Float16Array(buffer, byteOffset, byteLength / 2));
  return bfloat16ToFloat32(new Uint16Array(buffer, byteOffset, byteLength / 2));
}

/** A bfloat16 is the upper half of a float32. */
function bfloat16ToFloat32(halves: Uint16Array): Float32Array {
  const words = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i++) words[i] = (halves[i] as number) << 16;
  return new Float32Array(words.buffer);
}

function aligned(bytes: Uint8Array, size: number): Uint8Array {
  return bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes);
}
