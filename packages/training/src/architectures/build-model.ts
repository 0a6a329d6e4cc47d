import type { TrainableModel } from "@llm-course/onnx";
import { BuildOptionsError } from "../errors.ts";
import type { BuildOptions } from "./architecture.ts";
import { configuredArchitecture } from "./architectures.ts";

/**
 * The model that a Hugging Face `config.json` describes, with the head of a task, as an ONNX graph. Its
 * parameters have the names and shapes of the checkpoint of the class for that task:
 * "bert.encoder.layer.0.attention.self.query.weight" and "classifier.weight" for BertForSequenceClassification.
 *
 * @param config the content of a `config.json`
 * @throws UnknownModelTypeError for a `model_type` that is not built here
 * @throws BuildOptionsError for a task, labels or a cache that this architecture does not have
 * @throws ConfigError for a setting the architecture does not know
 */
export function buildModel(config: unknown, options: BuildOptions): TrainableModel {
  const architecture = configuredArchitecture(config);
  const { modelType, classes } = architecture;
  const { task, labels = false, cache = false, dropout = false, labelSmoothing = 0, part } = options;
  if (!(task in classes))
    throw new BuildOptionsError(
      `unsupported task of ${modelType}, expected one of ${Object.keys(classes).join(", ")}: ${task}`,
    );
  if (labels && task === "feature-extraction")
    throw new BuildOptionsError(`labels need a task with a loss: ${task}`);
  if (cache && !("causal-lm" in classes) && !("seq2seq-lm" in classes))
    throw new BuildOptionsError(`a cache needs a decoder, leave it out for an encoder: ${modelType}`);
  if (cache && dropout)
    throw new BuildOptionsError("a cache is for generation, leave out cache or dropout: true");
  if (part && task !== "seq2seq-lm")
    throw new BuildOptionsError(`part "${part}" needs the task seq2seq-lm, leave it out: ${task}`);
  if (part && (labels || dropout))
    throw new BuildOptionsError(
      `part "${part}" is for generation, leave out part, or labels and dropout: true`,
    );
  if (labelSmoothing !== 0 && (!labels || task === "question-answering"))
    throw new BuildOptionsError(
      `labelSmoothing needs labels that are classes, leave it out: ${labels ? task : "no labels"}`,
    );
  if (!(labelSmoothing >= 0 && labelSmoothing < 1))
    throw new BuildOptionsError(`labelSmoothing must be from 0 to below 1: ${labelSmoothing}`);
  return architecture.build(options);
}
