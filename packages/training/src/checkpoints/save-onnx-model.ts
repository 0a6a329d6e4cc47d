import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { elementCount, type ModelProto, tensorNames, withWeights, writeOnnx } from "@llm-course/onnx";
import { z } from "zod";
import { copyTokenizer } from "./copy-tokenizer.ts";
import type { LoadedOnnxModel } from "./load-onnx-model.ts";
import { withLabel2id } from "./read-config.ts";
import { replaceFolder } from "./replace-folder.ts";

export interface SaveOnnxOptions {
  /** The values of each parameter that was trained; may be shared memory. Others stay as they were. */
  readonly weights: ReadonlyMap<string, Float32Array>;
  /** A folder whose tokenizer is copied. Default: none is. */
  readonly tokenizer?: string;
}

const optionsSchema = z.looseObject({ use_external_data_format: z.unknown().optional() });

/** An .onnx file ends at 2 GiB; a tenth is left for the graph. */
const largestSingleFile = 1.9e9;

/**
 * Writes an exported model with trained weights as it was: the same files and graphs, with their cache and branches, in the
 * types that they had, so that float16 stays float16 and what is quantised is not touched. `generation_config.json` is
 * written as it was.
 *
 * @param loaded what `loadOnnxModel` gave
 * @throws WeightMismatchError for too many values or too few
 * @throws ModelFolderError where the tokenizer's files are missing
 */
export async function saveOnnxModel(
  folder: string,
  { files, config, generationConfig }: Pick<LoadedOnnxModel, "files" | "config" | "generationConfig">,
  { weights, tokenizer }: SaveOnnxOptions,
): Promise<void> {
  const isGraph = (file: string) => files.some(({ name }) => file.startsWith(`onnx/${name}`));
  await replaceFolder(folder, { last: "config.json", obsolete: isGraph }, async (temporary) => {
    if (tokenizer !== undefined) await copyTokenizer(tokenizer, temporary);
    await mkdir(join(temporary, "onnx"));
    const external: Record<string, number> = {};
    for (const { name, model, parameter } of files) {
      const trained = withWeights(model, namedAsIn(model, parameter, weights));
      const externalData = byteLength(trained) > largestSingleFile;
      if (externalData) external[name] = 1;
      await writeOnnx(join(temporary, "onnx", name), trained, { externalData });
    }
    const { "transformers.js_config": options, ...rest } = withLabel2id(config);
    const { use_external_data_format, ...others } = optionsSchema.parse(options ?? {});
    const isExternal = Object.keys(external).length > 0;
    const kept = { ...others, ...(isExternal && { use_external_data_format: external }) };
    const saved = { ...rest, ...(Object.keys(kept).length > 0 && { "transformers.js_config": kept }) };
    if (generationConfig) await writeJson(join(temporary, "generation_config.json"), generationConfig);
    await writeJson(join(temporary, "config.json"), saved);
  });
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`);
}

/** The weights by the names of the file's initializers and constants. */
function namedAsIn(
  model: ModelProto,
  parameter: (initializer: string) => string,
  weights: ReadonlyMap<string, Float32Array>,
): ReadonlyMap<string, Float32Array> {
  const named = tensorNames(model).flatMap((name) => {
    const values = weights.get(parameter(name));
    return values ? [[name, values] as const] : [];
  });
  return new Map(named);
}

function byteLength({ graph }: ModelProto): number {
  return (graph?.initializer ?? []).reduce((sum, { dims, rawData }) => {
    return sum + Math.max(rawData.byteLength, elementCount(dims.map(Number)));
  }, 0);
}
