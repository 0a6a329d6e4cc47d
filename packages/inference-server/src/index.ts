export type { Engine, EngineOptions, EngineToken } from "./engine.ts";
export { MissingPackageError, ModelFolderError, UnsupportedByEngineError } from "./errors.ts";
export { type OpenGgufOptions, openGguf } from "./gguf/open-gguf.ts";
export { inferenceApp } from "./inference-app.ts";
export { type OpenModelOptions, openModel } from "./open-model.ts";
export type { Message, ServedModel, ServedTokenizer } from "./served-model.ts";
export { type InferenceServerOptions, startInferenceServer } from "./start-inference-server.ts";
