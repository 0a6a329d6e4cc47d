import { createEncoderDecoder, type EncoderDecoder } from "@llm-course/generation";
import { type CompiledModel, tensorNames, withWeightInputs } from "@llm-course/onnx";
import type { OnnxFile } from "../checkpoints/load-onnx-model.ts";
import type { ModelConfig } from "../checkpoints/read-config.ts";
import { TrainerError } from "./errors.ts";
import { currentWeights } from "./save-checkpoint.ts";

/**
 * The exported files of an encoder-decoder, with their caches and branches, over the memory in which its weights are trained.
 *
 * @throws TrainerError for files that are no encoder and its decoder, or for parameters that are not in them
 */
export async function exportInTraining(
  model: CompiledModel,
  files: readonly OnnxFile[],
  config: ModelConfig,
  generationConfig: ModelConfig,
): Promise<EncoderDecoder> {
  const weights = currentWeights(model);
  refuseOthers(weights.keys(), files, "predictWithGenerate runs the files of the export");
  const graph = (start: string) => {
    const file = files.find(({ name }) => name.startsWith(start));
    return file && withWeightInputs(file.model, model.network.parameters, file.parameter);
  };
  const decoderWithPast = graph("decoder_with_past_model");
  const [encoder, decoder] = [graph("encoder_model"), graph("decoder_model")];
  if (!encoder || !decoder)
    throw new TrainerError(
      `predictWithGenerate needs an encoder_model and a decoder_model, given: ${files.map(({ name }) => name).join(", ")}`,
    );
  return createEncoderDecoder({
    ...{ encoder, decoder, weights, config, generationConfig },
    ...(decoderWithPast && { decoderWithPast }),
  });
}

/** @throws TrainerError for a parameter that is in no file, as one of an adapter or another head */
export function refuseOthers(parameters: Iterable<string>, files: readonly OnnxFile[], what: string): void {
  const known = new Set(files.flatMap(({ model, parameter }) => tensorNames(model).map(parameter)));
  for (const name of parameters)
    if (!known.has(name))
      throw new TrainerError(
        `${what}, which have no such parameter; merge adapters first, or leave files out and give a graph for inference: ${name}`,
      );
}
