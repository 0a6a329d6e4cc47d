import { readFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { Tensor } from "onnxruntime-node";
import { z } from "zod";

const float32 = z.base64().transform((text) => {
  const bytes = Uint8Array.from(Buffer.from(text, "base64"));
  return new Float32Array(bytes.buffer);
});
const ids = z.array(z.array(z.int()));

const recordSchema = z.object({
  name: z.string(),
  config: z.looseObject({ model_type: z.string() }),
  task: z.enum(["causal-lm", "sequence-classification", "token-classification"]),
  input_ids: ids,
  attention_mask: ids,
  labels: z.union([ids, z.array(z.int())]),
  logits: float32,
  loss: z.number(),
  gradients: z.record(z.string(), float32),
});

/** What PyTorch computed for small decoders; decoders.py in this folder made it. */
export const records = z
  .array(recordSchema)
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, "fixtures", "decoders.json"), "utf8")));

/** The same numbers as `weight` in decoders.py. */
export function weight(name: string, shape: readonly number[]): Float32Array {
  const start = crc32(name);
  return Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => {
    const hashed = Math.imul(i + start, 2654435761);
    const mixed = Math.imul((hashed >>> 15) ^ hashed, 40503) >>> 0;
    const value = (mixed >>> 8) / 2 ** 24 - 0.5;
    return name.includes("norm") || name.includes(".ln_") ? value / 2 + 1 : value;
  });
}

/** The weights of decoders.py as feeds. */
export function weights(parameters: ReadonlyMap<string, readonly number[]>): Record<string, Tensor> {
  return Object.fromEntries(
    [...parameters].map(([name, shape]) => [name, new Tensor("float32", weight(name, shape), shape)]),
  );
}

/** Equally long rows as an int64 tensor. */
export function int64(rows: readonly (readonly number[])[]): Tensor {
  return new Tensor("int64", BigInt64Array.from(rows.flat(), BigInt), [rows.length, rows[0]?.length ?? 0]);
}

/** max |a − b| / max |b| */
export function relativeDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  const largest = Math.max(...Array.from(b, Math.abs));
  return Math.max(...Array.from(b, (value, i) => Math.abs(value - (a[i] as number)))) / largest;
}
