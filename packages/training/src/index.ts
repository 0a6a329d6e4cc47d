export type { BuildOptions, Initialization, Task } from "./architectures/architecture.ts";
export { type ConfiguredArchitecture, configuredArchitecture } from "./architectures/architectures.ts";
export { bert } from "./architectures/bert.ts";
export type { BertConfig } from "./architectures/bert-config.ts";
export { buildModel } from "./architectures/build-model.ts";
export { BuildOptionsError, ConfigError, UnknownModelTypeError } from "./errors.ts";
