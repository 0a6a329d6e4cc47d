import { access } from "node:fs/promises";
import { join } from "node:path";
import {
  type Dimension,
  fromOnnx,
  type InputValue,
  joinEncoderDecoder,
  type ModelProto,
  readOnnx,
  takeBranches,
  withoutCache,
} from "@llm-course/onnx";
import type { WeightedNetwork } from "./attach-head.ts";
import { ModelFolderError } from "./errors.ts";
import type { Allocate } from "./load-model.ts";
import { pairedParameter } from "./paired-parameter.ts";
import { type ModelConfig, readConfig, readGenerationConfig } from "./read-config.ts";

/** The formats that transformers.js knows, with what their files' names end with. */
const suffixes = {
  fp32: "",
  fp16: "_fp16",
  q8: "_quantized",
  int8: "_int8",
  uint8: "_uint8",
  q4: "_q4",
  q4f16: "_q4f16",
  q2: "_q2",
  q2f16: "_q2f16",
  q1: "_q1",
  q1f16: "_q1f16",
  bnb4: "_bnb4",
} as const;

export interface LoadOnnxOptions {
  /** Replaces settings of `config.json`, such as `id2label`. */
  readonly config?: ModelConfig;
  /** As in transformers.js. Weights of few bits are frozen: train a head or adapters beside them. Default: "fp32". */
  readonly dtype?: keyof typeof suffixes;
  /** Values of inputs that decide branches of the graph (If), such as a sampling rate. The branch that they take is trained. */
  readonly inputs?: Readonly<Record<string, InputValue>>;
  /** Sizes of inputs that do so, as of `takeBranches`. */
  readonly shapes?: Readonly<Record<string, readonly Dimension[]>>;
  /** Gives the memory for a parameter. Default: memory of this process's heap. */
  readonly allocate?: Allocate;
}

/** A file of an export as it was read. */
export interface OnnxFile {
  /** Such as "model.onnx". */
  readonly name: string;
  readonly model: ModelProto;
  /** The parameter that an initializer of the file is. */
  readonly parameter: (initializer: string) => string;
}

export interface LoadedOnnxModel extends WeightedNetwork {
  readonly config: ModelConfig;
  /** The content of `generation_config.json`, where there is one. */
  readonly generationConfig?: ModelConfig;
  /** For `saveOnnxModel`, and for a trainer that predicts with `generate`. */
  readonly files: readonly OnnxFile[];
}

/**
 * Loads the model of a folder that has `config.json` and exported graphs but no safetensors, as transformers.js runs them:
 * `onnx/model.onnx`, or `encoder_model.onnx` with `decoder_model_merged.onnx` or `decoder_model.onnx`, which become one
 * graph; a `decoder_with_past_model.onnx` is saved again with the weights of the other decoder. Decoders have no cache
 * here: they read whole texts. Parameters have the names they have in the files, those of two files with "encoder/" and
 * "decoder/" before, but for tied ones. Half precision becomes float32.
 *
 * `attachLoss` makes a model with the head of a task trainable, `attachHead` gives it another head, `addLora` adds
 * adapters, and `saveOnnxModel` writes the files again.
 *
 * @throws ModelFolderError for an unknown `dtype`, and where `config.json` is missing or broken, or the graphs are missing
 * @throws OnnxFileError where a graph is broken, GraphError for a model without weights
 */
export async function loadOnnxModel(
  folder: string,
  { config: overrides, dtype = "fp32", allocate, inputs, shapes }: LoadOnnxOptions = {},
): Promise<LoadedOnnxModel> {
  if (!(dtype in suffixes))
    throw new ModelFolderError(
      `unknown dtype, expected one of ${Object.keys(suffixes).join(", ")}: ${dtype}`,
    );
  const config = await readConfig(folder, overrides);
  const generationConfig = await readGenerationConfig(folder);
  const common = { config, ...(generationConfig && { generationConfig }) };
  const has = async (name: string) => {
    const file = `${name}${suffixes[dtype]}.onnx`;
    return (await exists(join(folder, "onnx", file))) ? file : undefined;
  };
  const read = (file: string) => readOnnx(join(folder, "onnx", file));
  const decoderFile = (await has("decoder_model_merged")) ?? (await has("decoder_model"));
  const encoderFile = await has("encoder_model");
  const single = (await has("model")) ?? (encoderFile ? undefined : decoderFile);
  if (single) {
    const model = await read(single);
    const files = [{ name: single, model, parameter: (name: string) => name }];
    return { ...common, ...fromOnnx(await forTraining(model, { inputs, shapes }), { allocate }), files };
  }
  if (!encoderFile || !decoderFile) {
    const suffix = suffixes[dtype];
    const expected = `model${suffix}.onnx, or encoder_model${suffix}.onnx and decoder_model_merged${suffix}.onnx`;
    throw new ModelFolderError(`missing graph, expected ${expected} in the folder: ${join(folder, "onnx")}`);
  }
  const [encoder, decoder] = [await read(encoderFile), await read(decoderFile)];
  const joined = joinEncoderDecoder(
    await forTraining(encoder, { inputs }),
    await forTraining(decoder, { inputs }),
  );
  const files = [
    { name: encoderFile, model: encoder, parameter: joined.encoder },
    { name: decoderFile, model: decoder, parameter: joined.decoder },
  ];
  const withPast = isMerged(decoderFile) ? undefined : await has("decoder_with_past_model");
  if (withPast) {
    const model = await read(withPast);
    const parameter = pairedParameter(model, decoder, joined.decoder);
    files.push({ name: withPast, model, parameter });
  }
  return { ...common, ...fromOnnx(joined.model, { allocate }), files };
}

function isMerged(file: string): boolean {
  return file.startsWith("decoder_model_merged");
}

/** The branch of a merged decoder that has no cache, or the decoder without one. */
async function forTraining(
  model: ModelProto,
  { inputs, shapes = {} }: Pick<LoadOnnxOptions, "inputs" | "shapes">,
): Promise<ModelProto> {
  return withoutCache(await takeBranches(model, { use_cache_branch: false, ...inputs }, { shapes }));
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
