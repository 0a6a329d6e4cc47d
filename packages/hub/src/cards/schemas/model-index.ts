import { z } from "zod";

const args = z.union([z.string(), z.record(z.string(), z.unknown())]);

export const modelIndexMetricSchema = z.looseObject({
  /** As `accuracy`. */
  type: z.string(),
  /** As `0.93` or `20.0 ± 1.2`. */
  value: z.unknown().refine((value) => value !== undefined && value !== null, { error: "a value expected" }),
  name: z.string().optional(),
  config: z.string().optional(),
  args: args.optional(),
  verified: z.boolean().optional(),
  verifyToken: z.string().optional(),
});

export const modelIndexResultSchema = z.looseObject({
  task: z.looseObject({ type: z.string(), name: z.string().optional() }),
  dataset: z
    .looseObject({
      /** A dataset's id on the Hub, where it has one. */
      type: z.string(),
      /** The name as people write it. */
      name: z.string(),
      config: z.string().optional(),
      split: z.string().optional(),
      revision: z.string().optional(),
      args: args.optional(),
    })
    .optional(),
  metrics: z.array(modelIndexMetricSchema),
  source: z.looseObject({ url: z.string(), name: z.string().optional() }).optional(),
});

/** Results of evaluations, by model, task and dataset. */
export const modelIndexSchema = z.array(
  z.looseObject({ name: z.string(), results: z.array(modelIndexResultSchema) }),
);

export type ModelIndex = z.output<typeof modelIndexSchema>;
export type ModelIndexResult = z.output<typeof modelIndexResultSchema>;
export type ModelIndexMetric = z.output<typeof modelIndexMetricSchema>;
