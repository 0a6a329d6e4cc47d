import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { float32 } from "./recorded.ts";

/** Nested lists of numbers, as torch.Tensor.tolist gives them. */
export type Nested = number | Nested[];
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

/** What PyTorch computed for small encoders with each head; encoders.py in this folder made it. */
export const records = z
  .array(recordSchema)
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, "fixtures", "encoders.json"), "utf8")));
