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
export { attachLoss, type LossOptions, type LossTask } from "./checkpoints/attach-loss.ts";
export {
  CheckpointMismatchError,
  type LoadReport,
  type MismatchedWeight,
  ModelFolderError,
} from "./checkpoints/errors.ts";
export { type Allocate, type LoadedModel, type LoadOptions, loadModel } from "./checkpoints/load-model.ts";
export {
  type LoadedOnnxModel,
  type LoadOnnxOptions,
  loadOnnxModel,
} from "./checkpoints/load-onnx-model.ts";
export { pushModelToHub } from "./checkpoints/push-model-to-hub.ts";
export type { ModelConfig } from "./checkpoints/read-config.ts";
export { type SaveOptions, saveModel } from "./checkpoints/save-model.ts";
export { type SaveOnnxOptions, saveOnnxModel } from "./checkpoints/save-onnx-model.ts";
export type { BatchOrigin, DataCollator, ProcessingClass } from "./data/collator.ts";
export { dataCollatorForImageClassification } from "./data/data-collator-for-image-classification.ts";
export {
  type CausalOptions,
  dataCollatorForLanguageModeling,
  type MaskedOptions,
} from "./data/data-collator-for-language-modeling.ts";
export {
  dataCollatorForSeq2Seq,
  type Seq2SeqCollatorOptions,
} from "./data/data-collator-for-seq2-seq.ts";
export {
  dataCollatorForTokenClassification,
  type TokenClassificationOptions,
} from "./data/data-collator-for-token-classification.ts";
export { dataCollatorForWholeWordMask } from "./data/data-collator-for-whole-word-mask.ts";
export { dataCollatorWithPadding, type PaddingOptions } from "./data/data-collator-with-padding.ts";
export { DataLoader, type DataLoaderOptions } from "./data/data-loader.ts";
export { defaultDataCollator } from "./data/default-data-collator.ts";
export type { Shard } from "./data/epoch-batches.ts";
export {
  DataCollatorError,
  DataLoaderError,
  ExampleError,
  LabelError,
  RaggedExamplesError,
  RawTextError,
  SequenceLengthError,
} from "./data/errors.ts";
export type { Dataset, Example, Feature, FeatureTensor, IndexedDataset } from "./data/example.ts";
export { type GroupTextsOptions, groupTexts } from "./data/group-texts.ts";
export type { MaskingOptions } from "./data/masking.ts";
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
export { SchedulerError } from "./schedules/errors.ts";
export { getScheduler, type SchedulerName, type SchedulerOptions } from "./schedules/get-scheduler.ts";
export type { LrScheduler, ScheduledOptimizer } from "./schedules/lr-scheduler.ts";
export type { Metrics, TrainerCallback, TrainerControl, TrainerEvent } from "./trainer/callback.ts";
export type { ComputeMetrics, EvalPrediction } from "./trainer/compute-metrics.ts";
export { type EarlyStoppingOptions, earlyStoppingCallback } from "./trainer/early-stopping-callback.ts";
export {
  MetricError,
  NonFiniteLossError,
  ResumeError,
  SaveCheckpointError,
  TrainerError,
  TrainingArgumentsError,
  TrainingInterruptedError,
  UnsupportedPrecisionError,
} from "./trainer/errors.ts";
export { parameterGroups } from "./trainer/parameter-groups.ts";
export type { PushTrainingOptions } from "./trainer/push-training.ts";
export type { TrainerOptimizer } from "./trainer/save-checkpoint.ts";
export {
  type Seq2SeqEvaluateOptions,
  Seq2SeqTrainer,
  type Seq2SeqTrainerOptions,
} from "./trainer/seq2-seq-trainer.ts";
export {
  type Seq2SeqTrainingArguments,
  type Seq2SeqTrainingOptions,
  seq2SeqTrainingArguments,
} from "./trainer/seq2-seq-training-arguments.ts";
export { type EvaluateOptions, Trainer, type TrainerOptions, type TrainOptions } from "./trainer/trainer.ts";
export type { TrainerModel } from "./trainer/trainer-model.ts";
export type { TrainerState } from "./trainer/trainer-state.ts";
export {
  type TrainingArguments,
  type TrainingOptions,
  trainingArguments,
} from "./trainer/training-arguments.ts";
export type { TrainOutput } from "./trainer/training-run.ts";
