import {
  checkGenerationOptions,
  type EncoderDecoder,
  type GenerationOptions,
  generate,
} from "@llm-course/generation";
import type { Batch, CompiledModel, TensorData } from "@llm-course/onnx";
import type { ModelConfig } from "../checkpoints/read-config.ts";
import type { Dataset } from "../data/example.ts";
import type { Metrics } from "./callback.ts";
import type { EvalPrediction } from "./compute-metrics.ts";
import { encoderDecoderInTraining, generatingConfig } from "./encoder-decoder-in-training.ts";
import { TrainingArgumentsError } from "./errors.ts";
import { exportInTraining } from "./export-in-training.ts";
import {
  generationOptions,
  type Seq2SeqTrainingArguments,
  type Seq2SeqTrainingOptions,
  seq2SeqTrainingArguments,
} from "./seq2-seq-training-arguments.ts";
import { type EvaluateOptions, Trainer, type TrainerOptions, type TrainOptions } from "./trainer.ts";
import { isCompiled, type TrainerModel } from "./trainer-model.ts";
import type { TrainOutput } from "./training-run.ts";

export interface Seq2SeqTrainerOptions extends Omit<TrainerOptions, "args"> {
  readonly args?: Seq2SeqTrainingOptions;
}

export interface Seq2SeqEvaluateOptions extends EvaluateOptions {
  /** Options of `generate` for this time, over those of the arguments. */
  readonly generationConfig?: GenerationOptions;
}

/**
 * A trainer of encoder-decoders, as Hugging Face's class of this name. With `predictWithGenerate`, `evaluate` and `predict`
 * let the model write its answers, with the weights as they are in memory, besides its loss over the labels:
 * `predictions` are then token ids, int64 [examples, length], that begin with the decoder's first token and are filled
 * up with padding. Labels keep their −100, in whose place padding must stand to decode them. Options that are not given are
 * those of the model's `generation_config.json`.
 *
 * @throws as `Trainer` does, and for options of a generation that does not take place
 * @throws GenerationOptionsError for options of `generate` that are unknown, out of range, or do not go together
 * @throws UnsupportedSettingError for a setting of the model's `generation_config.json` that would be ignored
 */
export class Seq2SeqTrainer extends Trainer {
  declare readonly args: Seq2SeqTrainingArguments;
  #languageModel: Promise<EncoderDecoder> | undefined;
  #generationConfig: GenerationOptions = {};
  readonly #model: Pick<TrainerModel, "files" | "generationConfig">;

  constructor({ args, ...options }: Seq2SeqTrainerOptions) {
    super(options, seq2SeqTrainingArguments(args));
    this.#model = isCompiled(options.model) ? {} : options.model;
    if (this.args.predictWithGenerate) this.#checkedOptions({});
  }

  /** @throws TrainerError before the first step, where evaluations generate and the model cannot do so */
  override async train(options: TrainOptions = {}): Promise<TrainOutput> {
    if (this.args.predictWithGenerate && this.args.evalStrategy !== "no") await this.#opened();
    return super.train(options);
  }

  /** @throws GenerationOptionsError for options that are out of range, or do not go together */
  override evaluate(dataset?: Dataset, options: Seq2SeqEvaluateOptions = {}): Promise<Metrics> {
    return this.#generatingWith(options, () => super.evaluate(dataset, options));
  }

  /** @throws GenerationOptionsError for options that are out of range, or do not go together */
  override predict(
    dataset: Dataset,
    options: Seq2SeqEvaluateOptions = {},
  ): Promise<EvalPrediction & { readonly metrics: Metrics }> {
    return this.#generatingWith(options, () => super.predict(dataset, options));
  }

  override async close(): Promise<void> {
    // One that could not be opened has nothing to close.
    const languageModel = await this.#languageModel?.catch(() => undefined);
    this.#languageModel = undefined;
    await languageModel?.[Symbol.asyncDispose]();
    await super.close();
  }

  protected override async predictionStep(
    model: CompiledModel,
    batch: Batch,
    outputs: readonly string[],
  ): Promise<Batch> {
    const hasLoss = outputs.includes("loss");
    if (!this.args.predictWithGenerate || (hasLoss && outputs.length === 1))
      return super.predictionStep(model, batch, outputs);
    const loss = hasLoss ? await super.predictionStep(model, batch, ["loss"]) : {};
    const { input_ids: ids, attention_mask: mask } = batch;
    const inputs = { inputIds: rows(ids as TensorData), ...(mask && { attentionMask: rows(mask) }) };
    const { sequences } = await generate(await this.#opened(), inputs, this.#options());
    return { ...loss, sequences: int64(sequences) };
  }

  protected override get predictionFiller(): number {
    return this.args.predictWithGenerate ? this.#options().padTokenId : super.predictionFiller;
  }

  #options(): GenerationOptions & { readonly padTokenId: number } {
    const { pad_token_id } = this.#config();
    return { padTokenId: Number(pad_token_id), ...generationOptions(this.args), ...this.#generationConfig };
  }

  #config(): ModelConfig {
    return generatingConfig(this.config, this.task, { isExport: this.#model.files !== undefined });
  }

  /** @param given options of a call */
  #checkedOptions(given: GenerationOptions): GenerationOptions {
    const { generationConfig = {} } = this.#model;
    const options = { ...generationOptions(this.args), ...given };
    checkGenerationOptions(options, { config: this.#config(), generationConfig });
    const { numReturnSequences = generationConfig.num_return_sequences ?? 1 } = options;
    if (numReturnSequences !== 1)
      throw new TrainingArgumentsError(
        `predictWithGenerate gives one prediction for each example, set numReturnSequences to 1: ${numReturnSequences}`,
      );
    return given;
  }

  async #generatingWith<T>(options: Seq2SeqEvaluateOptions, evaluate: () => Promise<T>): Promise<T> {
    const { generationConfig = {} } = options;
    this.#generationConfig = this.args.predictWithGenerate
      ? this.#checkedOptions(generationConfig)
      : generationConfig;
    try {
      return await evaluate();
    } finally {
      this.#generationConfig = {};
    }
  }

  #opened(): Promise<EncoderDecoder> {
    const { files, generationConfig = {} } = this.#model;
    this.#languageModel ??= this.compiled().then((model) =>
      files
        ? exportInTraining(model, files, this.#config(), generationConfig)
        : encoderDecoderInTraining(model, this.#config(), generationConfig),
    );
    return this.#languageModel;
  }
}

function rows({ data, dims: [count = 0, width = 0] }: TensorData): number[][] {
  return Array.from({ length: count }, (_, i) => Array.from(data.slice(i * width, (i + 1) * width), Number));
}

/** @param sequences of one length */
function int64(sequences: readonly (readonly number[])[]): TensorData {
  const data = BigInt64Array.from(sequences.flat(), BigInt);
  return { type: "int64", data, dims: [sequences.length, sequences[0]?.length ?? 0] };
}
