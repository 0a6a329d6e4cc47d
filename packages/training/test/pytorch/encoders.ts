import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type InferenceSession, Tensor } from "onnxruntime-node";
import { z } from "zod";
import { float32 } from "./recorded.ts";

/** Nested lists of numbers, as torch.Tensor.tolist gives them. */
type Nested = number | Nested[];
const nested: z.ZodType<Nested> = z.lazy(() => z.union([z.number(), z.array(nested)]));

const recordSchema = z.object({
  config: z.looseObject({ model_type: z.string(), pad_token_id: z.int() }),
  task: z.enum([
    "feature-extraction",
    "sequence-classification",
    "token-classification",
    "multiple-choice",
    "question-answering",
    "masked-lm",
  ]),
  batches: z.array(
    z.object({
      inputs: z.record(z.string(), nested),
      outputs: z.record(z.string(), float32),
      loss: z.number().optional(),
      gradients: z.record(z.string(), float32).optional(),
    }),
  ),
});

const path = join(import.meta.dirname, "fixtures", "encoders.json");

/** What PyTorch computed for small encoders with each head; encoders.py in this folder made it. */
export const records = z
  .array(recordSchema)
  .parse(JSON.parse(readFileSync(path, "utf8")))
  .map((record) => {
    const { config, task } = record;
    return { name: [config.model_type, task, config.problem_type].filter(Boolean).join(", "), ...record };
  });

/** Those inputs that the session has, labels among them or not. */
export function feeds(
  session: InferenceSession,
  inputs: Readonly<Record<string, Nested>>,
): { [name: string]: Tensor } {
  const wanted = session.inputMetadata.flatMap((input) => {
    const list = inputs[input.name];
    if (list === undefined || !input.isTensor) return [];
    const flat = flatten(list);
    const data = input.type === "int64" ? BigInt64Array.from(flat, BigInt) : Float32Array.from(flat);
    return [[input.name, new Tensor(data, dimensions(list))] as const];
  });
  return Object.fromEntries(wanted);
}

function flatten(list: Nested): number[] {
  return typeof list === "number" ? [list] : list.flatMap(flatten);
}

function dimensions(list: Nested | undefined): number[] {
  return Array.isArray(list) ? [list.length, ...dimensions(list[0])] : [];
}
