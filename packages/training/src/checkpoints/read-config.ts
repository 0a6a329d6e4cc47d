import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { ModelFolderError } from "./errors.ts";

/** The content of a `config.json`. Which settings it needs is up to the architecture. */
export type ModelConfig = Readonly<Record<string, unknown>>;

const configSchema = z.record(z.string(), z.unknown());
const labelNames = z.record(z.string(), z.string());

/**
 * Reads the `config.json` of a model's folder.
 *
 * @param overrides replace its settings. A new `id2label` brings its own `label2id` and number of labels.
 * @throws ModelFolderError where the file is missing or is no JSON object
 */
export async function readConfig(folder: string, overrides: ModelConfig = {}): Promise<ModelConfig> {
  const path = join(folder, "config.json");
  const config = configSchema.safeParse(parseJson(await read(path), path));
  if (!config.success) throw new ModelFolderError(`invalid config, expected a JSON object: ${path}`);
  if (overrides.id2label === undefined) return { ...config.data, ...overrides };
  const { label2id, num_labels, ...rest } = config.data;
  return withLabel2id({ ...rest, ...overrides });
}

/**
 * Reads the `generation_config.json` of a model's folder.
 *
 * @returns undefined where there is none
 * @throws ModelFolderError where it is no JSON object
 */
export async function readGenerationConfig(folder: string): Promise<ModelConfig | undefined> {
  const path = join(folder, "generation_config.json");
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  const config = configSchema.safeParse(parseJson(text, path));
  if (!config.success) throw new ModelFolderError(`invalid config, expected a JSON object: ${path}`);
  return config.data;
}

/** The config with the inverse of `id2label`, where it has that and nothing else is given. */
export function withLabel2id(config: ModelConfig): ModelConfig {
  const names = labelNames.safeParse(config.id2label);
  if (!names.success || config.label2id !== undefined) return config;
  const label2id = Object.fromEntries(Object.entries(names.data).map(([id, label]) => [label, Number(id)]));
  return { ...config, label2id };
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new ModelFolderError(`missing config, expected a model's folder with it: ${path}`, {
      cause: error,
    });
  }
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ModelFolderError(`invalid config, expected JSON (${(error as Error).message}): ${path}`, {
      cause: error,
    });
  }
}
