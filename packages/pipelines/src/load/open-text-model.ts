import type { Tensor } from "@huggingface/transformers";
import type { PreTrainedTokenizerFast } from "@llm-course/tokenizers";
import { PipelineModelError } from "../errors.ts";
import { longestInput, type PipelineConfig, readPipelineConfig } from "./model-config.ts";
import type { ModelSource, PipelineOptions, PipelineParts } from "./pipeline-options.ts";
import { resolveModel } from "./resolve-model.ts";
import { transformersOptions } from "./transformers-options.ts";

/** The lists that a tokenizer gives for a batch, rows of one length. */
export interface TextBatch {
  readonly input_ids: readonly (readonly number[])[];
  readonly attention_mask?: readonly (readonly number[])[] | undefined;
  readonly token_type_ids?: readonly (readonly number[])[] | undefined;
}

/** A model that reads texts, with its tokenizer. */
export interface TextModel extends PipelineParts {
  readonly config: PipelineConfig;
  readonly tokenizer: PreTrainedTokenizerFast;
  /** Tokens that it takes at once, special ones included. */
  readonly maxLength: number;
  readonly batchSize: number;
  readonly warn: (line: string) => void;
  /**
   * Runs the model, and gives the outputs of these names.
   *
   * @throws PipelineModelError for an output that the model does not have
   */
  run<Name extends string>(batch: TextBatch, ...outputs: Name[]): Promise<Readonly<Record<Name, Tensor>>>;
}

const inputs = ["input_ids", "attention_mask", "token_type_ids"] as const;

const classes = {
  "feature-extraction": "AutoModel",
  "fill-mask": "AutoModelForMaskedLM",
  "question-answering": "AutoModelForQuestionAnswering",
  "text-classification": "AutoModelForSequenceClassification",
  "token-classification": "AutoModelForTokenClassification",
  "zero-shot-classification": "AutoModelForSequenceClassification",
} as const;

/** Of logits: one row for a text, or for each of its tokens. */
const ranks: Partial<Record<keyof typeof classes, number>> = {
  "fill-mask": 3,
  "text-classification": 2,
  "token-classification": 3,
  "zero-shot-classification": 2,
};

/**
 * Loads an encoder with the head of a task by transformers.js.
 *
 * @throws PipelineModelError for a folder that holds no such model, and what `resolveModel` and the tokenizer throw
 */
export async function openTextModel(
  task: keyof typeof classes,
  source: ModelSource,
  options: PipelineOptions,
): Promise<TextModel> {
  const { batchSize = 8, warn = console.warn } = options;
  const [{ path, checkpoint }, transformers, { AutoTokenizer }] = await Promise.all([
    resolveModel(source, options),
    import("@huggingface/transformers"),
    import("@llm-course/tokenizers"),
  ]);
  const [config, tokenizer, settings] = await Promise.all([
    readPipelineConfig(path),
    AutoTokenizer.fromPretrained(path),
    transformersOptions(options),
  ]);
  const model = await transformers[classes[task]].from_pretrained(path, settings).catch((cause: Error) => {
    throw new PipelineModelError(`no model for ${task} could be loaded (${cause.message})`, path, { cause });
  });
  const int64 = (rows: readonly (readonly number[])[]) =>
    new transformers.Tensor("int64", BigInt64Array.from(rows.flat(), BigInt), [
      rows.length,
      rows[0]?.length ?? 0,
    ]);
  let isDisposed = false;
  const dispose = async () => {
    if (!isDisposed) await model.dispose();
    isDisposed = true;
  };
  return {
    ...{ task, path, checkpoint, config, tokenizer, batchSize, warn, dispose },
    maxLength: longestInput(config, tokenizer.modelMaxLength),
    async run<Name extends string>(batch: TextBatch, ...outputs: Name[]) {
      if (isDisposed) throw new PipelineModelError("the pipeline was disposed of, open it again", path);
      const found = await model(
        Object.fromEntries(
          inputs.flatMap((name) => (batch[name] === undefined ? [] : [[name, int64(batch[name])]])),
        ),
      );
      for (const name of outputs)
        if (found[name] === undefined)
          throw new PipelineModelError(`the model gives no ${name}, so it is not one for ${task}`, path);
      const rank = ranks[task];
      if (rank !== undefined && found.logits.dims.length !== rank)
        throw new PipelineModelError(
          `the logits of a model for ${task} have ${rank} dimensions, so this is none; they have ${found.logits.dims.length}`,
          path,
        );
      return found as Record<Name, Tensor>;
    },
    [Symbol.asyncDispose]: dispose,
  };
}
