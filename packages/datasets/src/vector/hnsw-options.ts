import { availableParallelism } from "node:os";
import { z } from "zod";
import { VectorOptionsError } from "./errors.ts";
import { vectorMetrics } from "./vector-index.ts";

const schema = z.strictObject({
  dimensions: z.int().positive().optional(),
  metric: z.enum(vectorMetrics).default("cosine"),
  m: z.int().min(2).max(256).default(16),
  efConstruction: z.int().min(1).max(65_536).default(128),
  efSearch: z.int().min(1).max(65_536).default(192),
  dtype: z.enum(["f32", "f16", "i8"]).default("f32"),
  threads: z.int().min(1).max(1024).default(availableParallelism()),
});

/** Settings of a graph of neighbours, after Malkov and Yashunin, https://arxiv.org/abs/1603.09320. */
export interface HnswOptions {
  /** Default: the length of the first vector */
  readonly dimensions?: number;
  /** Default: "cosine" */
  readonly metric?: "inner_product" | "cosine" | "l2";
  /** Neighbours of a vector in the graph's upper layers; in the lowest twice as many. Default: 16 */
  readonly m?: number;
  /** How many candidates are kept while a vector is added: more is slower, and finds more later. Default: 128 */
  readonly efConstruction?: number;
  /** The same while searching. Default: 192 */
  readonly efSearch?: number;
  /**
   * How numbers are kept: float32; float16, which takes half the memory, is quicker, and finds as many, with scores of three
   * digits; or, under `cosine` only, 8 bits, which find fewer. Default: "f32"
   */
  readonly dtype?: "f32" | "f16" | "i8";
  /** For building and for batches. With more than one the graph differs from run to run. Default: the processor's */
  readonly threads?: number;
}

export type HnswSettings = z.infer<typeof schema>;

/** @throws VectorOptionsError */
export function parseHnswOptions(options: HnswOptions): HnswSettings {
  const parsed = schema.safeParse(options);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const option = issue?.code === "unrecognized_keys" ? issue.keys.join(", ") : String(issue?.path[0]);
    throw new VectorOptionsError(option, issue?.message ?? "", options[option as keyof HnswOptions]);
  }
  const { dtype, metric } = parsed.data;
  // 8 bits hold a direction: the library scales each vector to its largest number first.
  if (dtype === "i8" && metric !== "cosine")
    throw new VectorOptionsError("dtype", `"f32" or "f16" (i8 goes with cosine only) under ${metric}`, dtype);
  return parsed.data;
}
