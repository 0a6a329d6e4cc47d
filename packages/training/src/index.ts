export type { BuildOptions, Initialization, Task } from "./architectures/architecture.ts";
export {
  type ConfiguredArchitecture,
  configuredArchitecture,
  modelTypes,
} from "./architectures/architectures.ts";
export type { BertConfig } from "./architectures/bert-config.ts";
export { buildModel } from "./architectures/build-model.ts";
export { type InitializeOptions, initializeWeights } from "./architectures/initialize-weights.ts";
export { BuildOptionsError, ConfigError, UnknownModelTypeError } from "./errors.ts";
