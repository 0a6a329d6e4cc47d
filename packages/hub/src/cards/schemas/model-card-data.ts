import { z } from "zod";
import { gatedFields, repoId, repoIds, textOrTexts } from "./fields.ts";
import { languageFields } from "./language.ts";
import { licenseFields } from "./license.ts";
import { modelIndexSchema } from "./model-index.ts";

/** Grams of CO₂. */
const emissions = z.union([
  z.number(),
  z.looseObject({
    emissions: z.number(),
    source: z.string().optional(),
    training_type: z.string().optional(),
    geographical_location: z.string().optional(),
    hardware_used: z.string().optional(),
  }),
]);

/** The metadata of a model card that the Hub documents; other keys are kept. */
export const modelCardDataSchema = z.looseObject({
  ...languageFields,
  ...licenseFields,
  ...gatedFields,
  library_name: z.string().optional(),
  pipeline_tag: z.string().optional(),
  tags: z.array(z.string()).optional(),
  datasets: textOrTexts.optional(),
  buckets: textOrTexts.optional(),
  metrics: textOrTexts.optional(),
  base_model: repoIds.optional(),
  base_model_relation: z.enum(["adapter", "merge", "quantized", "finetune"]).optional(),
  new_version: repoId.optional(),
  "model-index": modelIndexSchema.optional(),
  co2_eq_emissions: emissions.optional(),
  thumbnail: z.string().optional(),
  description: z.string().optional(),
  mask_token: z.string().optional(),
  instance_prompt: z.string().optional(),
  inference: z
    .union([z.boolean(), z.looseObject({ parameters: z.looseObject({}).optional() })], {
      error: "true, false or parameters expected",
    })
    .optional(),
  widget: z
    .array(
      z.looseObject({
        text: z.string().optional(),
        src: z.string().optional(),
        example_title: z.string().optional(),
        group: z.string().optional(),
      }),
    )
    .optional(),
});

export type ModelCardData = z.output<typeof modelCardDataSchema>;
