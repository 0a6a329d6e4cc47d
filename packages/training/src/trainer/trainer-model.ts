import { type CompiledModel, compile, inputSpecs, type TrainableModel } from "@llm-course/onnx";
import type { Accelerator } from "../accelerate/accelerator.ts";
import type { Task } from "../architectures/architecture.ts";
import { buildModel } from "../architectures/build-model.ts";
import type { OnnxFile } from "../checkpoints/load-onnx-model.ts";
import type { ModelConfig } from "../checkpoints/read-config.ts";
import { TrainerError } from "./errors.ts";
import { mixedPrecision } from "./mixed-precision.ts";
import type { TrainingArguments } from "./training-arguments.ts";

/** A model to train; what `loadModel` gives is one. */
export interface TrainerModel {
  /** With labels and the output `loss`. */
  readonly network: TrainableModel;
  readonly weights: ReadonlyMap<string, Float32Array>;
  readonly config?: ModelConfig;
  readonly task?: Task;
  /** The content of `generation_config.json`: the options of predictions that are generated, and saved with the model. */
  readonly generationConfig?: ModelConfig;
  /** Of a model from `loadOnnxModel`: the exported files, which `saveModel` writes and predictions are generated with. */
  readonly files?: readonly OnnxFile[];
  /** The graph without labels that `saveModel` writes. Default: the one that the config describes. */
  readonly inference?: TrainableModel;
  /** Default: all parameters. */
  readonly trainable?: (parameter: string) => boolean;
}

export function isCompiled(model: TrainerModel | CompiledModel): model is CompiledModel {
  return "backward" in model;
}

/**
 * Compiles a model as the arguments say, with this process's share of the cores and a dropout of its own; a compiled one
 * stays as it is.
 *
 * @throws TrainerError for arguments that a compiled model cannot follow any more
 */
export async function compileModel(
  model: TrainerModel | CompiledModel,
  args: TrainingArguments,
  { device, threads, processIndex }: Accelerator,
): Promise<CompiledModel> {
  const graph = networkFor(model, args);
  const { gradientCheckpointing } = args;
  const precision = mixedPrecision(args);
  if (isCompiled(model)) {
    if (gradientCheckpointing)
      throw new TrainerError(
        `gradientCheckpointing needs a model that is not compiled, pass it to compile instead: ${gradientCheckpointing}`,
      );
    if (precision !== model.mixedPrecision)
      throw new TrainerError(
        `fp16 and bf16 need a model compiled so, pass mixedPrecision to compile: ${precision}, compiled ${model.mixedPrecision}`,
      );
    return model;
  }
  const { weights, trainable } = model;
  return compile({
    graph,
    weights,
    ...(trainable && { trainable }),
    ...{ device, threads, gradientCheckpointing, mixedPrecision: precision, seed: args.seed + processIndex },
  });
}

/**
 * The graph to train, with label smoothing in its loss.
 *
 * @throws TrainerError where the loss cannot be changed
 */
export function networkFor(
  model: TrainerModel | CompiledModel,
  { labelSmoothingFactor }: Pick<TrainingArguments, "labelSmoothingFactor">,
): TrainableModel {
  const { network } = model;
  if (labelSmoothingFactor === 0) return network;
  const built =
    !isCompiled(model) && model.config && model.task
      ? buildModel(model.config, {
          task: model.task,
          labels: true,
          dropout: (network.dropout?.size ?? 0) > 0,
          labelSmoothing: labelSmoothingFactor,
        })
      : undefined;
  if (!built || !sameParameters(built, network))
    throw new TrainerError(
      `labelSmoothingFactor needs a model from loadModel, pass labelSmoothing to buildModel instead: ${labelSmoothingFactor}`,
    );
  return built;
}

export function sameParameters(a: TrainableModel, b: TrainableModel): boolean {
  return (
    a.parameters.size === b.parameters.size &&
    [...a.parameters.keys()].every((name) => b.parameters.has(name))
  );
}

/** The inputs of a graph besides weights and masks of dropout: what a batch holds. */
export function modelInputs({
  model,
  parameters,
  dropout = new Map(),
}: TrainableModel): ReadonlyMap<string, { type: string }> {
  const others = new Set([...parameters.keys(), ...dropout.keys()]);
  return new Map(inputSpecs(model, others).map((input) => [input.name, input]));
}

export function modelOutputs({ model }: TrainableModel): string[] {
  return (model.graph?.output ?? []).map(({ name }) => name);
}
