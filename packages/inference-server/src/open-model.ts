import { readFile, stat } from "node:fs/promises";
import { isAbsolute, join, resolve } from "node:path";
import { type ContinuousBatchOptions, createContinuousBatch, createDecoder } from "@llm-course/generation";
import { checkpoint } from "@llm-course/hub";
import "@llm-course/models";
import { AutoTokenizer } from "@llm-course/tokenizers";
import { ModelFolderError } from "./errors.ts";
import type { ServedModel } from "./served-model.ts";
import { servedTokenizer } from "./served-tokenizer.ts";

export interface OpenModelOptions extends ContinuousBatchOptions {
  /** What requests call it. Default: as it was asked for. */
  readonly id?: string;
}

/** Where the config names no longest sequence. */
const defaultMaxLength = 2048;

/**
 * Opens a model to be served: an id that `checkpoint` knows, as "llm-course/chat", or a folder in transformers.js' layout.
 * Requests are computed together.
 *
 * @throws UnknownCheckpointError for an id that is neither; ModelFolderError for a folder without a decoder
 */
export async function openModel(
  source: string,
  { id = source, ...options }: OpenModelOptions = {},
): Promise<ServedModel> {
  const folder = await folderOf(source);
  const config = await json(folder, "config.json");
  const generationConfig = await json(folder, "generation_config.json").catch(() => ({}));
  const tokenizer = await AutoTokenizer.fromPretrained(folder);
  const decoder = await createDecoder({
    model: join(folder, "onnx", "model.onnx"),
    config,
    generationConfig,
  });
  const engine = createContinuousBatch(decoder, options);
  return {
    ...{ id, engine, tokenizer: servedTokenizer(tokenizer), created: new Date() },
    maxLength: decoder.maxPositions ?? defaultMaxLength,
    async [Symbol.asyncDispose]() {
      await engine[Symbol.asyncDispose]();
      await decoder[Symbol.asyncDispose]();
    },
  };
}

/** A path is told from an id by how it begins, so that a folder of the same name stands in for nothing. */
async function folderOf(source: string): Promise<string> {
  if (!isAbsolute(source) && !/^\.{1,2}([/\\]|$)/.test(source)) return (await checkpoint(source)).path;
  const folder = resolve(source);
  if ((await stat(folder).catch(() => undefined))?.isDirectory()) return folder;
  throw new ModelFolderError(`no such folder; expected one with config.json and onnx/model.onnx: ${folder}`);
}

async function json(folder: string, name: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(join(folder, name), "utf8"));
  } catch (cause) {
    throw new ModelFolderError(
      `no readable ${name}; expected a folder in transformers.js' layout: ${folder}`,
      {
        cause,
      },
    );
  }
}
