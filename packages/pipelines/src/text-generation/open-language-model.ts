import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { LanguageModel } from "@llm-course/generation";
import type { OnnxDtype } from "@llm-course/hub";
import type { PreTrainedTokenizerFast } from "@llm-course/tokenizers";
import { PipelineModelError } from "../errors.ts";
import { type PipelineConfig, readPipelineConfig } from "../load/model-config.ts";
import type { ModelSource, PipelineOptions, PipelineParts } from "../load/pipeline-options.ts";
import { resolveModel } from "../load/resolve-model.ts";

/** A model that writes texts, with its tokenizer. */
export interface TextGenerator extends PipelineParts {
  readonly config: PipelineConfig;
  readonly tokenizer: PreTrainedTokenizerFast;
  readonly model: LanguageModel;
  readonly warn: (line: string) => void;
}

/** What the names of files end with, as in transformers.js. */
const suffixes: Partial<Record<OnnxDtype, string>> = { fp32: "", q8: "_quantized" };

/**
 * Opens the graphs of a decoder, or of an encoder with a decoder, for `generate` of `@llm-course/generation`.
 *
 * @throws PipelineModelError for a folder without such graphs, and what `resolveModel`, `createDecoder` and the tokenizer throw
 */
export async function openLanguageModel(
  task: string,
  kind: "decoder" | "encoder-decoder",
  source: ModelSource,
  options: PipelineOptions,
): Promise<TextGenerator> {
  const { dtype = "fp32", warn = console.warn } = options;
  const [{ path, checkpoint }, generation, { AutoTokenizer }] = await Promise.all([
    resolveModel(source, options),
    import("@llm-course/generation"),
    import("@llm-course/tokenizers"),
  ]);
  const suffix = suffixes[dtype] ?? `_${dtype}`;
  const graph = async (...names: string[]): Promise<string | undefined> => {
    for (const name of names) {
      const file = join(path, "onnx", `${name}${suffix}.onnx`);
      if (await exists(file)) return file;
    }
    return undefined;
  };
  const [config, generationConfig, tokenizer] = await Promise.all([
    readPipelineConfig(path),
    readGenerationConfig(path),
    AutoTokenizer.fromPretrained(path),
  ]);
  const encoder = await graph("encoder_model");
  const decoder = await graph("decoder_model_merged", ...(kind === "decoder" ? ["model"] : []));
  const settings = { config, ...(generationConfig !== undefined && { generationConfig }) };
  const open = () => {
    if (kind === "decoder" && decoder && !encoder)
      return generation.createDecoder({ ...settings, model: decoder });
    if (kind === "encoder-decoder" && decoder && encoder)
      return generation.createEncoderDecoder({ ...settings, encoder, decoder });
    const expected =
      kind === "decoder"
        ? `onnx/model${suffix}.onnx or onnx/decoder_model_merged${suffix}.onnx, of a decoder,`
        : `onnx/encoder_model${suffix}.onnx and onnx/decoder_model_merged${suffix}.onnx`;
    throw new PipelineModelError(`${task}: ${expected} expected in the folder`, path);
  };
  const model = await open();
  const dispose = () => model[Symbol.asyncDispose]() as Promise<void>;
  return {
    ...{ task, path, checkpoint, config, tokenizer, model, warn, dispose },
    [Symbol.asyncDispose]: dispose,
  };
}

async function readGenerationConfig(folder: string): Promise<unknown> {
  const content = await readFile(join(folder, "generation_config.json"), "utf8").catch(() => undefined);
  if (content === undefined) return undefined;
  try {
    return JSON.parse(content);
  } catch (cause) {
    throw new PipelineModelError("generation_config.json is no JSON", folder, { cause });
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
