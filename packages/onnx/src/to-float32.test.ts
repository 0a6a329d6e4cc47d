import { expect, test } from "vitest";
import { toFloat32 } from "./to-float32.ts";

/** Every 16-bit pattern as bytes. */
const patterns = new Uint8Array(Uint16Array.from({ length: 65536 }, (_, i) => i).buffer);

/** IEEE 754 by its definition: (-1)^s 1.f 2^(e - bias), and 0.f 2^(1 - bias) where e is 0. */
function decode(bits: number, exponentBits: number, fractionBits: number): number {
  const bias = 2 ** (exponentBits - 1) - 1;
  const sign = bits >> 15 ? -1 : 1;
  const exponent = (bits >> fractionBits) & (2 ** exponentBits - 1);
  const fraction = (bits & (2 ** fractionBits - 1)) / 2 ** fractionBits;
  if (exponent === 2 ** exponentBits - 1) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** (1 - bias) : (1 + fraction) * 2 ** (exponent - bias));
}

test.each([
  ["F16", 5, 10],
  ["BF16", 8, 7],
] as const)("every %s value is converted exactly", (dtype, exponentBits, fractionBits) => {
  const values = toFloat32(patterns, dtype);
  expect(values).toHaveLength(65536);
  const wrong = [...values.keys()].filter(
    (bits) => !Object.is(values[bits], decode(bits, exponentBits, fractionBits)),
  );
  expect(wrong).toEqual([]);
});

test("aligned F32 bytes are viewed, others copied", () => {
  const memory = new Uint8Array(new Float32Array([0, 1, 2]).buffer);
  expect(toFloat32(memory.subarray(4), "F32").buffer).toBe(memory.buffer);

  const shifted = new Uint8Array(13);
  shifted.set(memory, 1);
  expect([...toFloat32(shifted.subarray(1), "F32")]).toEqual([0, 1, 2]);
  expect([...toFloat32(Buffer.from(shifted.buffer, 1), "F32")]).toEqual([0, 1, 2]);
});
