import type { TrainableModel } from "@llm-course/onnx";
import { PipelineModelError } from "../errors.ts";
import { type PipelineConfig, readPipelineConfig } from "../load/model-config.ts";
import type { EncoderOptions, EncoderTask } from "./load-encoder.ts";

export interface WeightedEncoder {
  readonly config: PipelineConfig;
  readonly network: TrainableModel;
  readonly weights: ReadonlyMap<string, Float32Array>;
}

/** @throws PipelineModelError for weights that are missing */
export async function encoderWeights(
  folder: string,
  task: EncoderTask,
  asked: Omit<EncoderOptions, "task">,
): Promise<WeightedEncoder> {
  const { loadModel, loadOnnxModel, buildModel, configuredArchitecture } = await import(
    "@llm-course/training"
  );
  const { MissingCheckpointError } = await import("@llm-course/onnx");
  const config = await readPipelineConfig(folder);
  const stored = await loadModel(folder, { task, ...asked }).catch((error: unknown) => {
    if (error instanceof MissingCheckpointError) return undefined;
    throw error;
  });
  if (stored) {
    refuseUntrained(stored.report.missing, task, folder);
    return { config, network: stored.network, weights: stored.weights };
  }
  const { weights: exported } = await loadOnnxModel(folder);
  const network = buildModel(config, { task, ...asked });
  const prefix = `${configuredArchitecture(config).baseModelPrefix}.`;
  const weights = new Map<string, Float32Array>();
  const missing: string[] = [];
  for (const name of network.parameters.keys()) {
    const other = name.startsWith(prefix) ? name.slice(prefix.length) : prefix + name;
    const values = exported.get(name) ?? exported.get(other);
    if (values) weights.set(name, values);
    else missing.push(name);
  }
  refuseUntrained(missing, task, folder);
  return { config, network, weights };
}

function refuseUntrained(missing: readonly string[], task: EncoderTask, folder: string): void {
  if (missing.length > 0)
    throw new PipelineModelError(
      `the folder has no weights of ${missing.slice(0, 3).join(", ")}${missing.length > 3 ? " and others" : ""}, so it is no model for ${task}; take one that was trained for it`,
      folder,
    );
}
