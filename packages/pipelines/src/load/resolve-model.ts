import { stat } from "node:fs/promises";
import { isAbsolute, resolve } from "node:path";
import { Checkpoint, checkpoint } from "@llm-course/hub";
import { PipelineInputError } from "../errors.ts";
import type { ModelSource, PipelineOptions } from "./pipeline-options.ts";

export interface ResolvedModel {
  /** Absolute. */
  readonly path: string;
  readonly checkpoint: Checkpoint | undefined;
}

/**
 * The folder of a model. Of an id it says in one line what it is.
 *
 * @throws PipelineInputError for what is neither an id nor a folder, and what `checkpoint` throws
 */
export async function resolveModel(source: ModelSource, options: PipelineOptions): Promise<ResolvedModel> {
  if (source instanceof Checkpoint) return { path: source.path, checkpoint: source };
  if (typeof source !== "string" || source === "")
    throw new PipelineInputError("model: an id of the Hub, a folder or a checkpoint expected", source);
  const folder = resolve(source);
  if (await isFolder(folder)) return { path: folder, checkpoint: undefined };
  if (isAbsolute(source) || source.startsWith("."))
    throw new PipelineInputError("model: there is no such folder", source);
  // Registers the zoo. Whoever brings a folder does not wait for it.
  await import("@llm-course/models/register");
  const { profile, revision, token, signal, dtype, log = console.log } = options;
  const found = await checkpoint(source, { profile, revision, token, signal, dtype });
  log(`${found}`);
  return { path: found.path, checkpoint: found };
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ?? false;
}
