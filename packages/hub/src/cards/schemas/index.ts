import type { z } from "zod";
import type { RepoType } from "../../repo.ts";
import { datasetCardDataSchema } from "./dataset-card-data.ts";
import { modelCardDataSchema } from "./model-card-data.ts";
import { spaceCardDataSchema } from "./space-card-data.ts";

const schemas = {
  model: modelCardDataSchema,
  dataset: datasetCardDataSchema,
  space: spaceCardDataSchema,
} satisfies Record<RepoType, z.ZodType>;

/** The schema of the metadata in a repository's card. */
export function cardDataSchema(repoType: RepoType): z.ZodType<Record<string, unknown>> {
  return schemas[repoType];
}

/** The keys that the Hub documents for a type of repository. */
export function documentedKeys(repoType: RepoType): string[] {
  return Object.keys(schemas[repoType].shape);
}
