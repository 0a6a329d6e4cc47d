import { z } from "zod";
import { ConfigError } from "../errors.ts";

/** The fields of a `config.json` that classification heads are built from. */
export const labelFields = {
  num_labels: z.int().positive().optional(),
  id2label: z.record(z.string(), z.string()).optional(),
  problem_type: z.enum(["regression", "single_label_classification", "multi_label_classification"]).nullish(),
};

type LabelFields = z.infer<z.ZodObject<typeof labelFields>>;

/** How many labels a head has, and which loss belongs to them. */
export interface LabelSettings {
  readonly numLabels: number;
  readonly problemType: NonNullable<LabelFields["problem_type"]>;
}

/**
 * The labels of a configuration: those of `id2label`, or `num_labels`, or 2. Without a `problem_type` one label
 * means regression, and several mean one per sequence.
 *
 * @throws ConfigError where `id2label` and `num_labels` disagree
 */
export function labelSettings(
  architecture: string,
  { num_labels, id2label, problem_type }: LabelFields,
): LabelSettings {
  const names = id2label && Object.keys(id2label).length;
  if (names !== undefined && num_labels !== undefined && names !== num_labels)
    throw new ConfigError(
      architecture,
      `id2label (${names} labels) and num_labels (${num_labels}) disagree, leave num_labels out`,
    );
  const numLabels = names ?? num_labels ?? 2;
  const problemType = problem_type ?? (numLabels === 1 ? "regression" : "single_label_classification");
  return { numLabels, problemType };
}
