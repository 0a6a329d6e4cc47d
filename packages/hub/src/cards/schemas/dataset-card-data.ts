import { z } from "zod";
import { datasetInfoSchema } from "./dataset-info.ts";
import { gatedFields, textOrTexts } from "./fields.ts";
import { languageFields } from "./language.ts";
import { licenseFields } from "./license.ts";

const dataFiles = z.union(
  [
    z.string(),
    z.array(z.string()),
    z.array(z.looseObject({ split: z.string(), path: z.union([z.string(), z.array(z.string())]) })),
  ],
  { error: "a pattern, a list of patterns, or a list of { split, path } expected" },
);

/** Besides these, parameters of what reads the files, as `sep` for CSV. */
export const datasetConfigSchema = z.looseObject({
  config_name: z.string(),
  data_files: dataFiles.optional(),
  data_dir: z.string().optional(),
  /** The one that is shown and loaded first. */
  default: z.boolean().optional(),
});

/** The metadata of a dataset card that the Hub documents; other keys are kept. */
export const datasetCardDataSchema = z.looseObject({
  ...languageFields,
  ...licenseFields,
  ...gatedFields,
  pretty_name: z.string().optional(),
  tags: z.array(z.string()).optional(),
  task_categories: textOrTexts.optional(),
  task_ids: textOrTexts.optional(),
  size_categories: textOrTexts.optional(),
  annotations_creators: textOrTexts.optional(),
  language_creators: textOrTexts.optional(),
  multilinguality: textOrTexts.optional(),
  source_datasets: textOrTexts.optional(),
  paperswithcode_id: z.string().optional(),
  config_names: z.array(z.string()).optional(),
  configs: z.array(datasetConfigSchema).optional(),
  dataset_info: z.union([datasetInfoSchema, z.array(datasetInfoSchema)]).optional(),
  "train-eval-index": z.array(z.looseObject({})).optional(),
  viewer: z.boolean().optional(),
  viewer_display_urls: z.boolean().optional(),
  thumbnail: z.string().optional(),
  description: z.string().optional(),
});

export type DatasetCardData = z.output<typeof datasetCardDataSchema>;
