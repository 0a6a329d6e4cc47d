import { createEncoderDecoder, type EncoderDecoder } from "@llm-course/generation";
import type { CompiledModel } from "@llm-course/onnx";
import type { Task } from "../architectures/architecture.ts";
import { configuredArchitecture } from "../architectures/architectures.ts";
import { buildModel } from "../architectures/build-model.ts";
import type { ModelConfig } from "../checkpoints/read-config.ts";
import { TrainerError } from "./errors.ts";
import { currentWeights } from "./save-checkpoint.ts";
import { sameParameters } from "./trainer-model.ts";

/**
 * The config of a model that generates, with the tokens that its architecture begins and pads with by default; of an export,
 * the config as it is.
 */
export function generatingConfig(
  config: ModelConfig | undefined,
  task: Task | undefined,
  { isExport = false } = {},
): ModelConfig {
  if (!config || task !== "seq2seq-lm")
    throw new TrainerError(
      `predictWithGenerate needs a model of the task seq2seq-lm with its config, pass both to the trainer: ${config ? task : "no config"}`,
    );
  const whole = isExport ? config : { ...config, ...configuredArchitecture(config).savedSettings };
  if (typeof whole.pad_token_id !== "number")
    throw new TrainerError(
      `predictWithGenerate fills up answers, give the config a pad_token_id: ${whole.pad_token_id}`,
    );
  return whole;
}

/**
 * The two graphs that write, over the memory in which the weights are trained: nothing is copied, and what a step changes
 * is read next time.
 *
 * @throws TrainerError for a model with other parameters than its config describes
 */
export async function encoderDecoderInTraining(
  model: CompiledModel,
  config: ModelConfig,
  generationConfig: ModelConfig,
): Promise<EncoderDecoder> {
  const task = "seq2seq-lm";
  if (!sameParameters(buildModel(config, { task }), model.network))
    throw new TrainerError(
      "predictWithGenerate runs the model of the config, which has other parameters; merge adapters first, or leave it out",
    );
  return createEncoderDecoder({
    encoder: buildModel(config, { task, part: "encoder" }).model,
    decoder: buildModel(config, { task, part: "decoder" }).model,
    weights: currentWeights(model),
    config,
    generationConfig,
  });
}
