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
import {
  type ConfiguredArchitecture,
  configuredArchitecture,
  modelTypes,
} from "../architectures/architectures.ts";
import { buildModel } from "../architectures/build-model.ts";
import { copyTokenizer } from "./copy-tokenizer.ts";
import { type ModelConfig, withLabel2id } from "./read-config.ts";
import { replaceFolder } from "./replace-folder.ts";

export interface SaveOptions {
  /** The content of `config.json`, as `loadModel` gives it. */
  readonly config: ModelConfig;
  /** The content of `generation_config.json`, as `loadModel` gives it. Default: the tokens of the config. */
  readonly generationConfig?: ModelConfig;
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
  /** Replaces settings of `preprocessor_config.json`, such as `image_mean` and `image_std`, of models that read images. */
  readonly preprocessor?: Readonly<Record<string, unknown>>;
  /** Bytes of a file of weights. Default: 5 GB. */
  readonly maxShardSize?: number;
  /** Also writes the graph, for transformers.js. Default: true. */
  readonly onnx?: boolean;
  /** Puts the weights of each graph into a file beside it, `onnx/model.onnx_data`. Default: from 1.9 GB on. */
  readonly externalData?: boolean;
}

/** An .onnx file ends at 2 GiB; a tenth is left for the graph. */
const largestSingleFile = 1.9e9;

/**
 * Writes a model as a folder that Python's transformers and transformers.js load: `config.json`,
 * `model.safetensors` with Hugging Face's names, `onnx/model.onnx` for inference (with a KV cache for a decoder
 * that generates; of an encoder-decoder `onnx/encoder_model.onnx` and `onnx/decoder_model_merged.onnx`) and the
 * tokenizer. Weights are float32. A folder that is there keeps its other files; what is read meanwhile is described
 * at `replaceFolder`.
 *
 * @throws MissingWeightError for a parameter without values, WeightMismatchError for one with too many or too few
 * @throws ModelFolderError where the tokenizer's files are missing
 */
export async function saveModel(folder: string, options: SaveOptions): Promise<void> {
  const { config, task, weights, tokenizer, maxShardSize, onnx = true } = options;
  const network = options.network ?? buildModel(config, { task });
  const graphs = options.network ? { model: options.network } : inferenceGraphs(config, task);
  const tensors = storedWeights(network, weights);
  const { externalData = byteLength(network) > largestSingleFile } = options;

  await replaceFolder(folder, { last: "config.json", obsolete: isWeights }, async (temporary) => {
    if (tokenizer !== undefined) await copyTokenizer(tokenizer, temporary);
    await writeCheckpoint(temporary, tensors, maxShardSize === undefined ? {} : { maxShardSize });
    if (onnx) {
      await mkdir(join(temporary, "onnx"));
      for (const [name, graph] of Object.entries(graphs)) {
        const model = await bindWeights(graph, tensors);
        await writeOnnx(join(temporary, "onnx", `${name}.onnx`), model, { externalData });
      }
    }
    const saved = savedConfig(config, task, onnx && externalData ? Object.keys(graphs) : []);
    if (task === "causal-lm" || task === "seq2seq-lm")
      await writeJson(join(temporary, "generation_config.json"), generationConfig(saved, options));
    const preprocessor = { ...architectureOf(config)?.preprocessor, ...options.preprocessor };
    if (Object.keys(preprocessor).length > 0)
      await writeJson(join(temporary, "preprocessor_config.json"), preprocessor);
    await writeJson(join(temporary, "config.json"), saved);
  });
}

/** The graphs that transformers.js runs, by the names of their files. */
function inferenceGraphs(config: ModelConfig, task: Task): Readonly<Record<string, TrainableModel>> {
  if (task !== "seq2seq-lm") return { model: buildModel(config, { task, cache: task === "causal-lm" }) };
  return {
    encoder_model: buildModel(config, { task, part: "encoder" }),
    decoder_model_merged: buildModel(config, { task, part: "decoder" }),
  };
}

function byteLength({ parameters }: TrainableModel): number {
  return Iterator.from(parameters.values()).reduce((sum, shape) => sum + 4 * elementCount(shape), 0);
}

/** Weights in any format: beside new ones they would be those of another model. */
function isWeights(file: string): boolean {
  return /^(model(-\d+-of-\d+)?\.safetensors(\.index\.json)?|pytorch_model.*|onnx\/(encoder_|decoder_)?model.*)$/.test(
    file,
  );
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

/**
 * What the config says of the files is what they are now.
 *
 * @param external names of graphs with their weights beside them
 */
function savedConfig(config: ModelConfig, task: Task, external: readonly string[]): ModelConfig {
  const {
    architectures,
    transformers_version,
    torch_dtype,
    quantization_config,
    "transformers.js_config": options,
    ...rest
  } = withLabel2id(config);
  const architecture = architectureOf(config);
  const files = Object.fromEntries(external.map((name) => [`${name}.onnx`, 1]));
  return {
    architectures: architecture ? [architecture.classes[task]] : architectures,
    ...rest,
    ...architecture?.savedSettings,
    dtype: "float32",
    // Without it transformers.js fetches the graphs alone.
    ...(external.length > 0 && { "transformers.js_config": { use_external_data_format: files } }),
  };
}

/** None for exports of models that are not built here. */
function architectureOf(config: ModelConfig): ConfiguredArchitecture | undefined {
  return modelTypes.includes(String(config.model_type)) ? configuredArchitecture(config) : undefined;
}

/** The tokens that begin and end a text, or are never in one, where Hugging Face's libraries look for them to generate one. */
function generationConfig(
  config: ModelConfig,
  { generationConfig: given }: Pick<SaveOptions, "generationConfig">,
): ModelConfig {
  if (given) return given;
  const fields = generationFields.filter((field) => config[field] != null);
  return { _from_model_config: true, ...Object.fromEntries(fields.map((field) => [field, config[field]])) };
}

const generationFields = [
  "bos_token_id",
  "eos_token_id",
  "pad_token_id",
  "decoder_start_token_id",
  "forced_bos_token_id",
  "forced_eos_token_id",
  "bad_words_ids",
];

async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`);
}
