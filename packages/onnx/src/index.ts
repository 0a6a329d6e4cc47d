export type { GraphProto, ModelProto, NodeProto, TensorProto } from "onnx-buf";
export { type AttributeValue, attribute, type Float, float } from "./attribute.ts";
export { bindWeights } from "./bind-weights.ts";
export { changed } from "./changed.ts";
export type { Peers } from "./compile/average-gradients.ts";
export {
  type Batch,
  type InputSpec,
  inputSpecs,
  type TensorData,
  type TensorValues,
} from "./compile/batch.ts";
export { type CompileOptions, compile } from "./compile/compile.ts";
export { CompiledModel, type Parameter } from "./compile/compiled-model.ts";
export { CompiledOptimizer } from "./compile/compiled-optimizer.ts";
export { type DataType, dataTypes } from "./data-type.ts";
export { chosenDevice, type Device, device } from "./devices/device.ts";
export { deviceSessionOptions } from "./devices/device-session-options.ts";
export { type DeviceStatus, listDevices } from "./devices/list-devices.ts";
export { type NodePlacement, nodePlacement } from "./devices/node-placement.ts";
export type { DropoutState } from "./dropout/dropout-state.ts";
export { withoutDropout } from "./dropout/without-dropout.ts";
export { encodeOnnx } from "./encode-onnx.ts";
export {
  BatchError,
  CheckpointIndexError,
  DropoutError,
  EngineError,
  GraphError,
  InvalidModelError,
  MissingCheckpointError,
  MissingGradientRuleError,
  MissingShardError,
  MissingWeightError,
  NotDifferentiableError,
  OnnxFileError,
  OpsetUpgradeError,
  OutOfMemoryError,
  QuantizationError,
  SafetensorsError,
  ShardMismatchError,
  UnknownDeviceError,
  UnknownShapeError,
  UnsupportedDtypeError,
  UnsupportedOperatorError,
  WeightMismatchError,
} from "./errors.ts";
export {
  estimateTrainingMemory,
  requireMemory,
  type TrainingMemory,
  type TrainingMemoryOptions,
} from "./estimate-memory.ts";
export { inFloat32 } from "./exports/in-float32.ts";
export { joinEncoderDecoder } from "./exports/join-encoder-decoder.ts";
export { type InputValue, type TakeBranchesOptions, takeBranches } from "./exports/take-branches.ts";
export { withWeightInputs } from "./exports/with-weight-inputs.ts";
export { tensorNames, withWeights } from "./exports/with-weights.ts";
export { withoutCache } from "./exports/without-cache.ts";
export { type FromOnnx, fromOnnx } from "./from-onnx.ts";
export { differentiate, gradientName, rowGradientNames } from "./gradients/differentiate.ts";
export { inferValues, type ValueType } from "./gradients/infer-values.ts";
export { topologicalOrder } from "./gradients/topological-order.ts";
export { GraphBuilder, type TrainableModel } from "./graph-builder.ts";
export { lower } from "./lowering/lower.ts";
export { loweredOperators } from "./lowering/lowerings.ts";
export { refusals } from "./lowering/refusals.ts";
export { autocast, type MixedPrecision } from "./mixed-precision/autocast.ts";
export { Adafactor, type AdafactorGroup } from "./optimizers/adafactor.ts";
export { AdamW, type AdamWGroup } from "./optimizers/adamw.ts";
export { AdamW8bit, type AdamW8bitGroup } from "./optimizers/adamw-8bit.ts";
export { clipGradNorm } from "./optimizers/clip-grad-norm.ts";
export {
  GradientError,
  KernelJobError,
  KernelPoolError,
  OptimizerError,
  SharedMemoryError,
} from "./optimizers/errors.ts";
export {
  type Gradient,
  GradientAccumulator,
  type SparseGradient,
} from "./optimizers/gradient-accumulator.ts";
export { type KernelJob, KernelPool } from "./optimizers/kernel-pool.ts";
export { Sgd, type SgdGroup } from "./optimizers/sgd.ts";
export { float32View, type SharedTensor, SharedTensors } from "./optimizers/shared-tensors.ts";
export { prune } from "./prune.ts";
export {
  dequantizeWeight,
  type QuantizationOptions,
  type QuantizedWeight,
  quantizeWeight,
} from "./quantization/quantize-weight.ts";
export { readCheckpoint } from "./read-checkpoint.ts";
export { readFloat32Into } from "./read-float32-into.ts";
export { readOnnx } from "./read-onnx.ts";
export { readSafetensors, type Safetensors } from "./read-safetensors.ts";
export { type Dtype, elementCount, isFloatDtype, type StoredTensor, storedTensor } from "./stored-tensor.ts";
export { toFloat32 } from "./to-float32.ts";
export { upgradeOpset } from "./upgrade-opset.ts";
export type { Dimension } from "./value-info.ts";
export { writeAtomically } from "./write-atomically.ts";
export { writeCheckpoint } from "./write-checkpoint.ts";
export { type ExternalPlace, type WriteOptions, writeOnnx } from "./write-onnx.ts";
export { writeSafetensors } from "./write-safetensors.ts";
