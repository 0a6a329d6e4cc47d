export { Accelerator } from "./accelerate/accelerator.ts";
export type { AcceleratorOptions } from "./accelerate/accelerator-options.ts";
export {
  AcceleratorError,
  CollectiveError,
  GatherError,
  LaunchConfigError,
  LaunchError,
  ProcessFailedError,
} from "./accelerate/errors.ts";
export { type LaunchOptions, launch } from "./accelerate/launch.ts";
export {
  type ExportedFunction,
  type NotebookLauncherOptions,
  notebookLauncher,
} from "./accelerate/notebook-launcher.ts";
export type { PreparedModel } from "./accelerate/prepared-model.ts";
export type { BuildOptions, Initialization, Task } from "./architectures/architecture.ts";
export {
  type ConfiguredArchitecture,
  configuredArchitecture,
  modelTypes,
} from "./architectures/architectures.ts";
export type { BertConfig } from "./architectures/bert-config.ts";
export { buildModel } from "./architectures/build-model.ts";
export { type InitializeOptions, initializeWeights } from "./architectures/initialize-weights.ts";
export { attachHead, type HeadOptions, type WeightedNetwork } from "./checkpoints/attach-head.ts";
export {
  CheckpointMismatchError,
  type LoadReport,
  type MismatchedWeight,
  ModelFolderError,
} from "./checkpoints/errors.ts";
export { type Allocate, type LoadedModel, type LoadOptions, loadModel } from "./checkpoints/load-model.ts";
export { loadOnnxModel } from "./checkpoints/load-onnx-model.ts";
export type { ModelConfig } from "./checkpoints/read-config.ts";
export { type SaveOptions, saveModel } from "./checkpoints/save-model.ts";
export { DataLoader, type DataLoaderOptions } from "./data/data-loader.ts";
export { BuildOptionsError, ConfigError, UnknownModelTypeError } from "./errors.ts";
export { addLora, type LoraModule, type LoraNetwork } from "./lora/add-lora.ts";
export { AdapterMismatchError, LoraConfigError, LoraMergeError, LoraTargetError } from "./lora/errors.ts";
export { initializeLora } from "./lora/initialize-lora.ts";
export { type LoadedAdapter, loadAdapter } from "./lora/load-adapter.ts";
export { type LoraConfig, type LoraSettings, loraConfig } from "./lora/lora-config.ts";
export { mergeAndUnload } from "./lora/merge-and-unload.ts";
export { type SaveAdapterOptions, saveAdapter } from "./lora/save-adapter.ts";
export { JsonLogError } from "./reporters/errors.ts";
export type { ExperimentTracker, LogPoint } from "./reporters/experiment-tracker.ts";
export { type CurvePoint, type LearningCurves, learningCurves } from "./reporters/learning-curves.ts";
export { onProgress, type ProgressReport } from "./reporters/on-progress.ts";
export { type Display, type ProgressOptions, reportProgress } from "./reporters/report-progress.ts";
export { type JsonLogOptions, reportToJsonLog } from "./reporters/report-to-json-log.ts";
export { reportToTensorBoard, type TensorBoardOptions } from "./reporters/report-to-tensor-board.ts";
export { reportToTracker } from "./reporters/report-to-tracker.ts";
