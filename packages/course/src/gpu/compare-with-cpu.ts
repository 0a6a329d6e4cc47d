import type { Device } from "@llm-course/onnx";
import { MatrixProduct } from "./matrix-product.ts";

/** A product on a device beside the same one on the CPU. */
export interface Comparison {
  /** Largest difference of an element, as a part of the largest element. */
  relativeError: number;
  /** Milliseconds of the second run: the first one also compiles and uploads. */
  deviceMs: number;
  cpuMs: number;
}

// GPUs may round float32 inputs to TF32's 10 bits of mantissa: 2^-11 of relative error each, less in a sum.
export const TOLERANCE = 1e-3;

/** Multiplies two matrices on the device and on the CPU. Throws what onnxruntime throws when the device is not there. */
export async function compareWithCpu(device: Device, size = 512): Promise<Comparison> {
  const onDevice = await timedProduct(device, size);
  const onCpu = await timedProduct("cpu", size);
  return {
    relativeError: relativeError(onDevice.values, onCpu.values),
    deviceMs: onDevice.ms,
    cpuMs: onCpu.ms,
  };
}

/** max |a - b| / max |b|; not a number counts as infinitely wrong. */
export function relativeError(actual: Float32Array, expected: Float32Array): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let difference = 0;
  let largest = 0;
  for (const [index, value] of expected.entries()) {
    const error = Math.abs((actual[index] ?? Number.NaN) - value);
    if (Number.isNaN(error)) return Number.POSITIVE_INFINITY;
    difference = Math.max(difference, error);
    largest = Math.max(largest, Math.abs(value));
  }
  return difference / largest;
}

async function timedProduct(device: Device, size: number): Promise<{ values: Float32Array; ms: number }> {
  await using product = await MatrixProduct.create(device, size);
  await product.run();
  const start = performance.now();
  const values = await product.run();
  return { values, ms: performance.now() - start };
}
