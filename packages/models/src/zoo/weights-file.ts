import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import {
  elementCount,
  readFloat32Into,
  readSafetensors,
  type StoredTensor,
  storedTensor,
  writeSafetensors,
} from "@llm-course/onnx";
import { ModelSourceError } from "../errors.ts";
import type { Weight, Weights } from "./recipe.ts";

/** Of rows of 8-bit integers: what each is multiplied by. */
const scaleSuffix = ".scale";

/**
 * Writes weights as safetensors, in half precision, or matrices in 8 bits: each row as integers from −127 to 127 and one
 * scale, |row|∞ / 127.
 */
export async function writeWeights(path: string, weights: Weights, stored: "F16" | "Q8"): Promise<void> {
  const tensors = new Map<string, StoredTensor>();
  for (const [name, weight] of weights) {
    if (stored === "F16" || weight.shape.length < 2) tensors.set(name, half(weight));
    else {
      const { rows, scales } = quantised(weight);
      tensors.set(name, storedTensor("I8", weight.shape, rows));
      tensors.set(name + scaleSuffix, storedTensor("F32", [scales.length], scales));
    }
  }
  await writeSafetensors(path, tensors, {});
}

/**
 * Reads what `writeWeights` wrote, as float32.
 *
 * @param sha256 of the file
 * @throws ModelSourceError for a file with other bytes
 */
export async function readWeights(path: string, sha256: string): Promise<Weights> {
  const given = await fileHash(path);
  if (given !== sha256) throw new ModelSourceError(path, sha256, given);
  await using file = await readSafetensors(path);
  const weights = new Map<string, Weight>();
  for (const [name, tensor] of file.tensors) {
    if (name.endsWith(scaleSuffix)) continue;
    const { shape } = tensor;
    const data = new Float32Array(elementCount(shape));
    const scales = file.tensors.get(name + scaleSuffix);
    if (scales) await dequantise(tensor, scales, data);
    else await readFloat32Into(tensor, data);
    weights.set(name, { shape, data });
  }
  return weights;
}

/** @returns in hexadecimal */
export async function fileHash(path: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(path))
    .digest("hex");
}

function half({ shape, data }: Weight): StoredTensor {
  return storedTensor("F16", shape, Float16Array.from(data));
}

function quantised({ shape, data }: Weight): { rows: Int8Array; scales: Float32Array } {
  const count = shape[0] as number;
  const width = data.length / count;
  const rows = new Int8Array(data.length);
  const scales = new Float32Array(count);
  for (let row = 0; row < count; row++) {
    const values = data.subarray(row * width, (row + 1) * width);
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const scale = Math.fround(largest / 127);
    scales[row] = scale;
    for (const [i, value] of values.entries())
      rows[row * width + i] = scale > 0 ? Math.round(value / scale) : 0;
  }
  return { rows, scales };
}

async function dequantise(tensor: StoredTensor, scales: StoredTensor, target: Float32Array): Promise<void> {
  const factors = new Float32Array(elementCount(scales.shape));
  await readFloat32Into(scales, factors);
  const bytes = await tensor.read();
  const rows = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const width = rows.length / factors.length;
  for (let i = 0; i < rows.length; i++)
    target[i] = (rows[i] as number) * (factors[Math.floor(i / width)] as number);
}
