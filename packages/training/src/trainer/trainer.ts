import type { PushedCommit } from "@llm-course/hub";
import type { Batch, CompiledModel } from "@llm-course/onnx";
import { Accelerator } from "../accelerate/accelerator.ts";
import type { PreparedModel } from "../accelerate/prepared-model.ts";
import type { Task } from "../architectures/architecture.ts";
import type { ModelConfig } from "../checkpoints/read-config.ts";
import { exampleLimits } from "../data/check-example.ts";
import type { DataCollator, ProcessingClass } from "../data/collator.ts";
import { dataCollatorWithPadding } from "../data/data-collator-with-padding.ts";
import { DataLoader } from "../data/data-loader.ts";
import { defaultDataCollator } from "../data/default-data-collator.ts";
import { type Dataset, isIndexed } from "../data/example.ts";
import { reportToJsonLog } from "../reporters/report-to-json-log.ts";
import { reportToTensorBoard } from "../reporters/report-to-tensor-board.ts";
import { getScheduler } from "../schedules/get-scheduler.ts";
import type { LrScheduler } from "../schedules/lr-scheduler.ts";
import type { Metrics, TrainerCallback } from "./callback.ts";
import { CallbackList } from "./callback-list.ts";
import {
  type ComputeMetrics,
  callMetrics,
  type EvalPrediction,
  evalPrediction,
  prefixed,
  speedMetrics,
} from "./compute-metrics.ts";
import { labelFiller } from "./concatenate.ts";
import { defaultFlowCallback } from "./default-flow-callback.ts";
import { defaultOptimizer } from "./default-optimizer.ts";
import {
  MetricError,
  NonFiniteLossError,
  SaveCheckpointError,
  TrainerError,
  TrainingInterruptedError,
} from "./errors.ts";
import { evaluationLoop } from "./evaluation-loop.ts";
import { fromMainProcess } from "./from-main-process.ts";
import { Interruption } from "./interruption.ts";
import { LossScaler } from "./loss-scaler.ts";
import { modelCollator } from "./model-collator.ts";
import { modelWriter } from "./model-writer.ts";
import { pushCheckpoints } from "./push-checkpoints.ts";
import { type PushTrainingOptions, pushTraining } from "./push-training.ts";
import { currentWeights, type TrainerOptimizer } from "./save-checkpoint.ts";
import { SharedSignal } from "./shared-signal.ts";
import { compileModel, isCompiled, modelInputs, modelOutputs, type TrainerModel } from "./trainer-model.ts";
import { newTrainerState, type TrainerState } from "./trainer-state.ts";
import { type TrainingArguments, type TrainingOptions, trainingArguments } from "./training-arguments.ts";
import { trainingPlan } from "./training-plan.ts";
import { TrainingRun, type TrainOutput } from "./training-run.ts";

export interface TrainerOptions {
  /** What `loadModel` gives, with labels; or a compiled model, which stays the caller's to close. */
  readonly model: TrainerModel | CompiledModel;
  readonly args?: TrainingOptions;
  readonly trainDataset?: Dataset;
  readonly evalDataset?: Dataset;
  /** Default: `dataCollatorWithPadding` with a `processingClass`, else `defaultDataCollator`. */
  readonly dataCollator?: DataCollator;
  /** The tokenizer, which is saved with the model. */
  readonly processingClass?: ProcessingClass;
  readonly computeMetrics?: ComputeMetrics;
  readonly callbacks?: readonly TrainerCallback[];
  /** Makes another optimizer and schedule than AdamW with that of the arguments. */
  readonly optimizers?: (
    model: CompiledModel,
    numTrainingSteps: number,
  ) => Promise<{ optimizer: TrainerOptimizer; scheduler: LrScheduler }>;
  /** Of a compiled model: what is checked and saved. Default: those of the model. */
  readonly config?: ModelConfig;
  readonly task?: Task;
}

export interface TrainOptions {
  /** A checkpoint's folder, or true for the last one in `outputDir`. Default: from the beginning. */
  readonly resumeFromCheckpoint?: string | boolean;
  /** Saves a checkpoint and stops when aborted, as Ctrl-C does. */
  readonly signal?: AbortSignal;
}

export interface EvaluateOptions {
  /** Before the names of the metrics. Default: "eval", and "test" for predictions. */
  readonly metricKeyPrefix?: string;
  readonly signal?: AbortSignal;
}

const reporters = { tensorboard: () => reportToTensorBoard(), json: () => reportToJsonLog() };

const knownLabels = ["labels", "start_positions", "end_positions"];

/** What all processes throw together, if one has a reason. */
const sharedErrors = [NonFiniteLossError, MetricError, SaveCheckpointError, TrainingInterruptedError];

/**
 * Trains and evaluates a model, as Hugging Face's class of this name. In several processes each makes one, with the same
 * options, and calls `train`, `evaluate`, `predict` and `saveModel` as the others do.
 *
 * @throws TrainingArgumentsError, TrainerError for what does not go together
 */
export class Trainer implements AsyncDisposable {
  readonly args: TrainingArguments;
  /** Of the last training, or the one under way. */
  state: TrainerState = newTrainerState();
  /** Accumulates nothing: a step here knows all of its batches. */
  readonly #accelerator = new Accelerator({ gradientAccumulationSteps: 1 });
  readonly #options: TrainerOptions;
  readonly #reporters: readonly TrainerCallback[];
  protected readonly config: ModelConfig | undefined;
  protected readonly task: Task | undefined;
  readonly #collate: DataCollator;
  readonly #labelNames: readonly string[];
  #callbacks: CallbackList;
  #compiled: Promise<CompiledModel> | undefined;
  #prepared: Promise<[PreparedModel]> | undefined;

  /** @param args default: those of the options, checked */
  constructor(options: TrainerOptions, args: TrainingArguments = trainingArguments(options.args)) {
    const { model, processingClass } = options;
    this.args = args;
    this.#options = options;
    const { reportTo } = this.args;
    this.#reporters = reportTo === "none" ? [] : reportTo.map((name) => reporters[name]());
    this.config = options.config ?? (isCompiled(model) ? undefined : model.config);
    this.task = options.task ?? (isCompiled(model) ? undefined : model.task);
    this.#callbacks = this.#newCallbacks();
    if (this.args.evalStrategy !== "no" && !options.evalDataset)
      throw new TrainerError(
        `evalStrategy needs an evalDataset, pass one or set evalStrategy to "no": ${this.args.evalStrategy}`,
      );
    const inputs = modelInputs(model.network);
    this.#labelNames = this.args.labelNames ?? knownLabels.filter((name) => inputs.has(name));
    const collate =
      options.dataCollator ??
      (processingClass ? dataCollatorWithPadding(processingClass) : defaultDataCollator);
    this.#collate = modelCollator(collate, {
      inputs,
      limits: this.config && exampleLimits(this.config, this.task),
      removeUnusedColumns: this.args.removeUnusedColumns,
    });
  }

  /** The model in the thread that trains it; made when first asked for. */
  compiled(): Promise<CompiledModel> {
    this.#compiled ??= compileModel(this.#options.model, this.args, this.#accelerator);
    return this.#compiled;
  }

  /**
   * Trains, with what the arguments say to log, evaluate and save. Ctrl-C and an aborted signal save a checkpoint; then
   * Ctrl-C ends the process. Of several processes each takes its part of every batch, and one that is interrupted
   * interrupts all.
   *
   * @throws ExampleError for an example that cannot become part of a batch
   * @throws NonFiniteLossError where the loss or a gradient is NaN or infinite; the step is not taken
   * @throws MetricError where `computeMetrics` fails; a checkpoint was saved before
   * @throws SaveCheckpointError where a checkpoint cannot be written, as on a full disk
   * @throws ResumeError for a checkpoint that is none, or of another training
   * @throws TrainingInterruptedError for an aborted signal
   */
  async train({ resumeFromCheckpoint = false, signal }: TrainOptions = {}): Promise<TrainOutput> {
    const { trainDataset, optimizers, processingClass, evalDataset } = this.#options;
    const { args } = this;
    if (!trainDataset)
      throw new TrainerError("train needs a trainDataset, pass one to the trainer: undefined");
    if (!modelOutputs(this.#options.model.network).includes("loss"))
      throw new TrainerError(
        `train needs a model with a loss, load it with { labels: true }: ${modelOutputs(this.#options.model.network)}`,
      );
    const loader = this.#loader(trainDataset, {
      batchSize: args.perDeviceTrainBatchSize,
      shuffle: isIndexed(trainDataset),
      seed: args.dataSeed ?? args.seed,
      dropLast: args.dataloaderDropLast,
      groupByLength: args.groupByLength,
    });
    const plan = trainingPlan(args, loader.length);
    const model = await this.#model();
    const made = await (optimizers ?? ((each, steps) => this.#defaultOptimizers(each, steps)))(
      model,
      plan.maxSteps,
    );
    this.state = newTrainerState();
    this.#callbacks = this.#newCallbacks();
    const { state } = this;
    const callbacks = this.#callbacks;
    const accelerator = this.#accelerator;
    using interruption = new Interruption(accelerator, signal);
    const run = new TrainingRun({
      ...{ accelerator, args, state, callbacks, model, processingClass, loader, plan, ...made },
      ...{
        config: this.config,
        task: this.task,
        generationConfig: isCompiled(this.#options.model) ? undefined : this.#options.model.generationConfig,
        labelNames: this.#labelNames,
        signal: interruption.shared,
        lossScaler: args.fp16 ? new LossScaler() : undefined,
      },
      evaluate: (given) => this.#evaluate(evalDataset, "eval", given),
      log: (logs) => this.log(logs),
    });
    try {
      const output = await run.run(resumeFromCheckpoint);
      await callbacks.fire("onTrainEnd", state);
      return output;
    } catch (error) {
      // The first error is the one to tell of.
      await callbacks.fire("onTrainEnd", state).catch(() => {});
      // The first process that fails ends the others, which may still be writing what they report.
      if (sharedErrors.some((each) => error instanceof each)) await accelerator.waitForEveryone();
      if (error instanceof TrainingInterruptedError) interruption.finish();
      throw error;
    } finally {
      await made.optimizer.release();
    }
  }

  /**
   * The loss over a dataset, as `eval_loss`, with what `computeMetrics` says and how long it took (seconds).
   *
   * @param dataset default: `evalDataset`
   */
  async evaluate(
    dataset: Dataset | undefined = this.#options.evalDataset,
    { metricKeyPrefix = "eval", signal }: EvaluateOptions = {},
  ): Promise<Metrics> {
    return this.#evaluate(dataset, metricKeyPrefix, new SharedSignal(this.#accelerator, [signal]));
  }

  async #evaluate(dataset: Dataset | undefined, prefix: string, signal: SharedSignal): Promise<Metrics> {
    if (!dataset) throw new TrainerError("evaluate needs a dataset, pass one or an evalDataset: undefined");
    const { metrics } = await this.#evaluated(dataset, {
      prefix,
      keepOutputs: this.#options.computeMetrics !== undefined,
      signal,
    });
    await this.log(metrics);
    await this.#callbacks.fire("onEvaluate", this.state, { metrics });
    return metrics;
  }

  /** What the model says to each example, in the dataset's order, and metrics where there are labels. */
  async predict(
    dataset: Dataset,
    { metricKeyPrefix = "test", signal }: EvaluateOptions = {},
  ): Promise<EvalPrediction & { readonly metrics: Metrics }> {
    const { prediction, metrics } = await this.#evaluated(dataset, {
      prefix: metricKeyPrefix,
      keepOutputs: true,
      signal: new SharedSignal(this.#accelerator, [signal]),
    });
    await this.#callbacks.fire("onPredict", this.state, { metrics });
    return { ...prediction, metrics };
  }

  /**
   * Writes the model, with its graph and the tokenizer, as a folder that `loadModel` and pipelines read. An export is written
   * as the files that it was. With the argument `pushToHub` the folder is then shared.
   *
   * @param folder default: `outputDir`
   * @throws TrainerError for a model whose config or graph for inference is not known, and what `pushToHub` throws
   */
  async saveModel(folder: string = this.args.outputDir): Promise<void> {
    await this.#save(folder);
    if (this.args.pushToHub) await this.#push(folder, { commitMessage: "Model save" });
  }

  /**
   * Saves the model in `outputDir` and shares that folder, with a card and without checkpoints, on the Hub: in the repository of the
   * argument `hubModelId`, which is made where it is not there.
   *
   * @throws what `saveModel` throws, and the errors of `pushFolderToHub` of `@llm-course/hub`
   */
  async pushToHub(options: PushTrainingOptions = {}): Promise<PushedCommit> {
    await this.#save(this.args.outputDir);
    return this.#push(this.args.outputDir, { commitMessage: "End of training", ...options });
  }

  #push(folder: string, options: PushTrainingOptions): Promise<PushedCommit> {
    const { args, state, config, task } = this;
    return fromMainProcess(this.#accelerator, () =>
      pushTraining(folder, { args, state, config, task }, options),
    );
  }

  async #save(folder: string): Promise<void> {
    const { model, processingClass } = this.#options;
    const write = modelWriter(model, { config: this.config, task: this.task });
    const weights = currentWeights(await this.compiled());
    await fromMainProcess(this.#accelerator, async () => {
      await write(folder, weights);
      await processingClass?.savePretrained?.(folder);
    });
  }

  /** Adds to `state.logHistory` and tells callbacks. */
  async log(logs: Metrics): Promise<void> {
    const { epoch, globalStep } = this.state;
    this.state.logHistory.push({ ...logs, epoch, step: globalStep });
    await this.#callbacks.fire("onLog", this.state, { logs: { ...logs, epoch } });
  }

  /** Ends the thread of a model that the trainer compiled. */
  async close(): Promise<void> {
    // One that could not be compiled has nothing to close.
    const compiled = await this.#compiled?.catch(() => undefined);
    if (!isCompiled(this.#options.model)) await compiled?.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /**
   * What `evaluate` and `predict` take as the model's answer to a batch.
   *
   * @param outputs the names of those that are asked for
   */
  protected predictionStep(model: CompiledModel, batch: Batch, outputs: readonly string[]): Promise<Batch> {
    return model.evaluate(batch, { outputs });
  }

  /** What fills up predictions that are shorter than others. */
  protected get predictionFiller(): number {
    return labelFiller;
  }

  /** The compiled model, with the main process's weights. Collective. */
  async #model(): Promise<CompiledModel> {
    const model = await this.compiled();
    this.#prepared ??= this.#accelerator.prepare(model);
    await this.#prepared;
    return model;
  }

  async #evaluated(
    dataset: Dataset,
    { prefix, keepOutputs, signal }: { prefix: string; keepOutputs: boolean; signal: SharedSignal },
  ): Promise<{ prediction: EvalPrediction; metrics: Metrics }> {
    const loader = this.#loader(dataset, { batchSize: this.args.perDeviceEvalBatchSize });
    const accelerator = this.#accelerator;
    const model = await this.#model();
    const started = performance.now();
    const { loss, outputs, labels, samples, batches } = await evaluationLoop({
      ...{ accelerator, loader, keepOutputs, signal },
      outputNames: modelOutputs(model.network),
      predict: (batch, names) => this.predictionStep(model, batch, names),
      predictionFiller: this.predictionFiller,
      ...{ labelNames: this.#labelNames, task: this.task },
      onBatch: (done) =>
        this.#callbacks.fire("onPredictionStep", this.state, {
          progress: { batches: done, total: loader.length },
        }),
    });
    const prediction = evalPrediction(outputs, labels);
    const { computeMetrics } = this.#options;
    const computed =
      computeMetrics && prediction.labelIds
        ? prefixed(await callMetrics(accelerator, computeMetrics, prediction), prefix)
        : {};
    const metrics = await accelerator.broadcast({
      ...(loss !== undefined && { [`${prefix}_loss`]: loss }),
      ...computed,
      ...speedMetrics(prefix, { started, samples, steps: batches }),
    });
    return { prediction, metrics };
  }

  #loader(dataset: Dataset, options: ConstructorParameters<typeof DataLoader>[1]): DataLoader {
    const { processIndex: index, numProcesses: count } = this.#accelerator;
    return new DataLoader(dataset, { ...options, collate: this.#collate, shard: { index, count } });
  }

  #newCallbacks(): CallbackList {
    const { callbacks = [] } = this.#options;
    const pushes = this.args.pushToHub ? [pushCheckpoints(this.args)] : [];
    return new CallbackList(
      [defaultFlowCallback, ...callbacks, ...this.#reporters, ...pushes],
      this.args,
      this.#accelerator,
    );
  }

  async #defaultOptimizers(model: CompiledModel, numTrainingSteps: number) {
    const { args } = this;
    const optimizer = await defaultOptimizer(model, args);
    const scheduler = getScheduler(args.lrSchedulerType, {
      ...args.lrSchedulerKwargs,
      optimizer,
      numWarmupSteps: args.warmupSteps || Math.ceil(args.warmupRatio * numTrainingSteps),
      numTrainingSteps,
    });
    return { optimizer, scheduler };
  }
}
