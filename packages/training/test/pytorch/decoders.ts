import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Tensor } from "onnxruntime-node";
import { z } from "zod";
import { float32 } from "./recorded.ts";

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

/** Equally long rows as an int64 tensor. */
export function int64(rows: readonly (readonly number[])[]): Tensor {
  return new Tensor("int64", BigInt64Array.from(rows.flat(), BigInt), [rows.length, rows[0]?.length ?? 0]);
}
