import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { PipelineModelError } from "../errors.ts";

const positions = z.number().nullish();

const schema = z.looseObject({
  model_type: z.string().optional(),
  id2label: z.record(z.string(), z.string()).optional(),
  problem_type: z.string().nullish(),
  max_position_embeddings: positions,
  n_positions: positions,
  pad_token_id: z.number().nullish(),
  prefix: z.string().nullish(),
  task_specific_params: z.record(z.string(), z.looseObject({ prefix: z.string().optional() })).nullish(),
});

/** What pipelines read of a `config.json`; its other settings are there, too. */
export type PipelineConfig = z.output<typeof schema>;

/** @throws PipelineModelError where `config.json` is missing or broken */
export async function readPipelineConfig(folder: string): Promise<PipelineConfig> {
  const content = await readFile(join(folder, "config.json"), "utf8").catch((cause) => {
    throw new PipelineModelError("a folder with a config.json expected", folder, { cause });
  });
  try {
    return schema.parse(JSON.parse(content));
  } catch (cause) {
    throw new PipelineModelError("config.json is not one of a model", folder, { cause });
  }
}

/** The name of each label, in the order of the model's outputs. */
export function labelsOf({ id2label = {} }: PipelineConfig, count: number): string[] {
  return Array.from({ length: count }, (_, i) => id2label[i] ?? `LABEL_${i}`);
}

/** What both the positions of the model and its tokenizer allow. */
export function longestInput(config: PipelineConfig, modelMaxLength: number): number {
  const positions = config.max_position_embeddings ?? config.n_positions ?? Number.POSITIVE_INFINITY;
  return Math.min(positions, modelMaxLength);
}
