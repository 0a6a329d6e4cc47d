import { elementCount, readCheckpoint, readFloat32Into, type TrainableModel } from "@llm-course/onnx";
import type { BuildOptions, Task } from "../architectures/architecture.ts";
import { configuredArchitecture } from "../architectures/architectures.ts";
import { buildModel } from "../architectures/build-model.ts";
import { initializeWeights } from "../architectures/initialize-weights.ts";
import { ConfigError } from "../errors.ts";
import { CheckpointMismatchError, type LoadReport } from "./errors.ts";
import { matchWeights } from "./match-weights.ts";
import { type ModelConfig, readConfig, readGenerationConfig } from "./read-config.ts";

/** Gives the memory for a parameter, such as shared memory. */
export type Allocate = (elementCount: number, parameter: string) => Float32Array;

export interface LoadOptions extends Omit<BuildOptions, "part"> {
  /** Replaces settings of `config.json`, such as `id2label`. */
  readonly config?: ModelConfig;
  /** Of the parameters that are newly initialised. Default: 42. */
  readonly seed?: number;
  /** Default: memory of this process's heap. */
  readonly allocate?: Allocate;
  /** Initialises parameters anew that the checkpoint holds in another shape. Default: false, an error. */
  readonly ignoreMismatchedSizes?: boolean;
}

/** A graph with the weights to feed it. */
export interface LoadedModel {
  readonly config: ModelConfig;
  /** The content of `generation_config.json`, where there is one. */
  readonly generationConfig?: ModelConfig;
  readonly task: Task;
  readonly network: TrainableModel;
  /** The values of each parameter of the network. */
  readonly weights: ReadonlyMap<string, Float32Array>;
  readonly report: LoadReport;
}

/**
 * Loads the model of a Hugging Face folder, `config.json` with safetensors, for a task, as `from_pretrained` of
 * that task's class does: a head that the checkpoint lacks is newly initialised, and the report says so. Weights
 * go from the file into their place; half precision becomes float32.
 *
 * @throws CheckpointMismatchError where weights of the base model are missing, or shapes differ
 * @throws ModelFolderError where `config.json` is missing or broken
 * @throws MissingCheckpointError where there are no safetensors; `loadOnnxModel` reads folders without them
 * @throws SafetensorsError where a file of weights is broken
 * @throws UnknownModelTypeError, BuildOptionsError, ConfigError where the model cannot be built for the task, or is quantised
 */
export async function loadModel(folder: string, options: LoadOptions): Promise<LoadedModel> {
  const { config: overrides, seed = 42, ignoreMismatchedSizes = false, allocate: given, ...build } = options;
  const { task } = build;
  const allocate = given ?? ((elementCount) => new Float32Array(elementCount));
  const config = await readConfig(folder, overrides);
  refuseQuantized(config);
  const generationConfig = await readGenerationConfig(folder);
  const network = buildModel(config, build);
  const { parameters } = network;
  const { baseModelPrefix, tied } = configuredArchitecture(config);

  await using checkpoint = await readCheckpoint(folder);
  const names = { parameters, baseModelPrefix, tied: tied(task) };
  const { found, missingInBase, report } = matchWeights(checkpoint.tensors, names);
  if (missingInBase.length > 0 || (report.mismatched.length > 0 && !ignoreMismatchedSizes))
    throw new CheckpointMismatchError(folder, { ...report, missing: missingInBase });

  // Those found in the checkpoint are not made up: an array of no elements takes no numbers.
  const none = new Float32Array();
  const weights = initializeWeights(config, {
    task,
    seed,
    allocate: (elementCount, name) => (found.has(name) ? none : allocate(elementCount, name)),
  });
  for (const [name, tensor] of found) {
    const values = allocate(elementCount(tensor.shape), name);
    await readFloat32Into(tensor, values);
    weights.set(name, values);
  }
  return { config, ...(generationConfig && { generationConfig }), task, network, weights, report };
}

/** Weights of few bits have other names and shapes than the model's, which would all be missing. */
function refuseQuantized({ model_type, quantization_config }: ModelConfig): void {
  if (quantization_config == null) return;
  const { quant_method: method } = Object(quantization_config) as { quant_method?: unknown };
  throw new ConfigError(
    String(model_type),
    `quantised weights are not read from safetensors, load the checkpoint that was quantised, or an export with loadOnnxModel: quantization_config.quant_method = ${method}`,
  );
}
