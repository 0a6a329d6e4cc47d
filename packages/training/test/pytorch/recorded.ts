// What the tests against PyTorch's recorded results share; recorded.py is its counterpart.

import { crc32 } from "node:zlib";
import { Tensor } from "onnxruntime-node";
import { z } from "zod";

/** Little-endian, in base64. */
export const float32 = z.base64().transform((text) => {
  const bytes = Uint8Array.from(Buffer.from(text, "base64"));
  return new Float32Array(bytes.buffer);
});

/** The same numbers as `weight` in recorded.py. */
export function weight(name: string, shape: readonly number[]): Float32Array {
  const start = crc32(name);
  const norm = name.toLowerCase().includes("norm") || name.includes(".ln_");
  return Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => {
    const hashed = Math.imul(i + start, 2654435761);
    const mixed = Math.imul((hashed >>> 15) ^ hashed, 40503) >>> 0;
    const value = (mixed >>> 8) / 2 ** 24 - 0.5;
    return norm ? value / 2 + 1 : value;
  });
}

/** The weights of a recorded model as feeds. */
export function weights(parameters: ReadonlyMap<string, readonly number[]>): Record<string, Tensor> {
  return Object.fromEntries(
    [...parameters].map(([name, shape]) => [name, new Tensor("float32", weight(name, shape), shape)]),
  );
}

/** ‖a − b‖ / ‖b‖ */
export function relativeDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  return norm(Array.from(b, (value, i) => value - (a[i] as number))) / norm(b);
}

/** √Σ aᵢ² */
export function norm(a: ArrayLike<number>): number {
  return Math.sqrt(Array.from(a, (value) => value ** 2).reduce((sum, square) => sum + square, 0));
}
