import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  bindWeights,
  elementCount,
  MissingWeightError,
  type StoredTensor,
  storedTensor,
  type TrainableModel,
  WeightMismatchError,
  writeCheckpoint,
  writeOnnx,
} from "@llm-course/onnx";
import type { Task } from "../architectures/architecture.ts";
import { configuredArchitecture, modelTypes } from "../architectures/architectures.ts";
import { buildModel } from "../architectures/build-model.ts";
import { copyTokenizer } from "./copy-tokenizer.ts";
import { type ModelConfig, withLabel2id } from "./read-config.ts";
import { replaceFolder } from "./replace-folder.ts";

export interface SaveOptions {
  /** The content of `config.json`, as `loadModel` gives it. */
  readonly config: ModelConfig;
  readonly task: Task;
  /** The values of each parameter, as `loadModel` gives them; may be shared memory. Others are left out. */
  readonly weights: ReadonlyMap<string, Float32Array>;
  /**
   * The graph for inference, without labels. Default: the one built from the config; an exported model that was
   * read with `fromOnnx` has none.
   */
  readonly network?: TrainableModel;
  /** A folder whose tokenizer is copied. Without one the folder holds no tokenizer, and no pipeline reads it. */
  readonly tokenizer?: string;
  /** Bytes of a file of weights. Default: 5 GB. */
  readonly maxShardSize?: number;
  /** Also writes the graph, for transformers.js. Default: true. */
  readonly onnx?: boolean;
  /** Puts the weights of the graph into `onnx/model.onnx_data`. Default: from 1.9 GB on. */
  readonly externalData?: boolean;
}

/** An .onnx file ends at 2 GiB; a tenth is left for the graph. */
const largestSingleFile = 1.9e9;

/**
 * Writes a model as a folder that Python's transformers and transformers.js load: `config.json`,
 * `model.safetensors` with Hugging Face's names, `onnx/model.onnx` for inference (with a KV cache for a decoder
 * that generates) and the tokenizer. Weights are float32. A folder that is there keeps its other files; what is
 * read meanwhile is described at `replaceFolder`.
 *
 * @throws MissingWeightError for a parameter without values, WeightMismatchError for one with too many or too few
 * @throws ModelFolderError where the tokenizer's files are missing
 */
export async function saveModel(folder: string, options: SaveOptions): Promise<void> {
  const { config, task, weights, tokenizer, maxShardSize, onnx = true } = options;
  const cache = task === "causal-lm";
  const network = options.network ?? buildModel(config, { task, cache });
  const tensors = storedWeights(network, weights);
  const { externalData = byteLength(network) > largestSingleFile } = options;

  await replaceFolder(folder, { last: "config.json", obsolete: isWeights }, async (temporary) => {
    if (tokenizer !== undefined) await copyTokenizer(tokenizer, temporary);
    await writeCheckpoint(temporary, tensors, maxShardSize === undefined ? {} : { maxShardSize });
    if (onnx) {
      await mkdir(join(temporary, "onnx"));
      const model = await bindWeights(network, tensors);
      await writeOnnx(join(temporary, "onnx", "model.onnx"), model, { externalData });
    }
    if (cache) await writeJson(join(temporary, "generation_config.json"), generationConfig(config));
    await writeJson(join(temporary, "config.json"), savedConfig(config, task, onnx && externalData));
  });
}

function byteLength({ parameters }: TrainableModel): number {
  return Iterator.from(parameters.values()).reduce((sum, shape) => sum + 4 * elementCount(shape), 0);
}

/** Weights in any format: beside new ones they would be those of another model. */
function isWeights(file: string): boolean {
  return /^(model(-\d+-of-\d+)?\.safetensors(\.index\.json)?|pytorch_model.*|onnx\/model.*)$/.test(file);
}

function storedWeights(
  { parameters }: TrainableModel,
  weights: ReadonlyMap<string, Float32Array>,
): ReadonlyMap<string, StoredTensor> {
  return new Map([...parameters].map(([name, shape]) => [name, stored(name, shape, weights.get(name))]));
}

function stored(name: string, shape: readonly number[], values: Float32Array | undefined): StoredTensor {
  if (!values) throw new MissingWeightError(name, shape);
  if (values.length !== elementCount(shape))
    throw new WeightMismatchError(
      name,
      `${elementCount(shape)} values for [${shape}]`,
      String(values.length),
    );
  return storedTensor("F32", shape, values);
}

/** What the config says of the files is what they are now. */
function savedConfig(config: ModelConfig, task: Task, externalData: boolean): ModelConfig {
  const {
    architectures,
    transformers_version,
    torch_dtype,
    quantization_config,
    "transformers.js_config": options,
    ...rest
  } = withLabel2id(config);
  const isBuilt = modelTypes.includes(String(config.model_type));
  const names = isBuilt ? [configuredArchitecture(config).classes[task]] : architectures;
  return {
    architectures: names,
    ...rest,
    dtype: "float32",
    // Without it transformers.js fetches model.onnx alone.
    ...(externalData && { "transformers.js_config": { use_external_data_format: { "model.onnx": 1 } } }),
  };
}

/** The tokens that begin and end a text, where Hugging Face's libraries look for them to generate one. */
function generationConfig(config: ModelConfig): ModelConfig {
  const fields = ["bos_token_id", "eos_token_id", "pad_token_id"].filter((field) => config[field] != null);
  return { _from_model_config: true, ...Object.fromEntries(fields.map((field) => [field, config[field]])) };
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`);
}
