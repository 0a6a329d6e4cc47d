import type { PipelineType } from "@huggingface/transformers";
import { PipelineModelError } from "../errors.ts";
import type { ModelSource, PipelineOptions, PipelineParts } from "../load/pipeline-options.ts";
import { resolveModel } from "../load/resolve-model.ts";
import { transformersOptions } from "../load/transformers-options.ts";

/** What the pipelines of transformers.js have in common. */
interface AnyPipeline {
  (input: unknown, options: Record<string, unknown>): Promise<unknown>;
  dispose(): Promise<unknown>;
  readonly processor?: {
    readonly feature_extractor?: { readonly config: { readonly sampling_rate?: number } };
  };
}

export interface OpenedPipeline extends PipelineParts {
  /** What sound has to be sampled at for the model, in Hz. */
  readonly samplingRate: number;
  /** @param options in camelCase; undefined ones are left out */
  run(input: unknown, options: Readonly<Record<string, unknown>>): Promise<unknown>;
}

/**
 * Opens a pipeline of transformers.js on a folder.
 *
 * @param task as it is called there
 * @throws PipelineModelError for a folder that holds no model for it, and what `resolveModel` throws
 */
export async function openPipeline(
  task: PipelineType,
  source: ModelSource,
  options: PipelineOptions,
): Promise<OpenedPipeline> {
  const { path, checkpoint } = await resolveModel(source, options);
  const { pipeline } = await import("@huggingface/transformers");
  const opened = await pipeline(task, path, await transformersOptions(options)).catch((cause: Error) => {
    throw new PipelineModelError(`no model for ${task} could be loaded (${cause.message})`, path, { cause });
  });
  const found = opened as unknown as AnyPipeline;
  const dispose = async () => {
    await found.dispose();
  };
  return {
    ...{ task, path, checkpoint, dispose },
    samplingRate: found.processor?.feature_extractor?.config.sampling_rate ?? 16_000,
    run: (input, given) => found(input, inSnakeCase(given)),
    [Symbol.asyncDispose]: dispose,
  };
}

/** { maxNewTokens: 3 } to { max_new_tokens: 3 }. */
export function inSnakeCase(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(options)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value]),
  );
}
