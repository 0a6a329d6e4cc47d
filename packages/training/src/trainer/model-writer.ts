import type { CompiledModel } from "@llm-course/onnx";
import type { Task } from "../architectures/architecture.ts";
import { buildModel } from "../architectures/build-model.ts";
import type { ModelConfig } from "../checkpoints/read-config.ts";
import { saveModel } from "../checkpoints/save-model.ts";
import { saveOnnxModel } from "../checkpoints/save-onnx-model.ts";
import { TrainerError } from "./errors.ts";
import { refuseOthers } from "./export-in-training.ts";
import { isCompiled, sameParameters, type TrainerModel } from "./trainer-model.ts";

type Write = (folder: string, weights: ReadonlyMap<string, Float32Array>) => Promise<void>;

/**
 * Writes a trained model as a folder that `loadModel` or `loadOnnxModel` and pipelines read: an export as the files that it
 * was, any other with the graph of its config or the one for inference.
 *
 * @throws TrainerError for a model whose config or graph for inference is not known
 */
export function modelWriter(
  model: TrainerModel | CompiledModel,
  { config, task }: { readonly config: ModelConfig | undefined; readonly task: Task | undefined },
): Write {
  const { files, inference, generationConfig } = isCompiled(model) ? ({} as Partial<TrainerModel>) : model;
  const generation = generationConfig && { generationConfig };
  if (files && !inference) {
    refuseOthers(model.network.parameters.keys(), files, "saveModel writes the files of the export");
    return (folder, weights) =>
      saveOnnxModel(folder, { files, config: config ?? {}, ...generation }, { weights });
  }
  if (!config || !task)
    throw new TrainerError(`saveModel needs config and task, pass them to the trainer: ${task ?? "no task"}`);
  if (!inference && !sameParameters(buildModel(config, { task }), model.network))
    throw new TrainerError(
      "saveModel writes the model of the config, which has other parameters; merge adapters first, or give the model a graph for inference",
    );
  return (folder, weights) =>
    saveModel(folder, { config, task, weights, ...generation, ...(inference && { network: inference }) });
}
