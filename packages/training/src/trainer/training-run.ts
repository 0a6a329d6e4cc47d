import { basename, join } from "node:path";
import type { Batch, CompiledModel } from "@llm-course/onnx";
import type { Accelerator } from "../accelerate/accelerator.ts";
import type { Task } from "../architectures/architecture.ts";
import type { ModelConfig } from "../checkpoints/read-config.ts";
import type { ProcessingClass } from "../data/collator.ts";
import type { DataLoader } from "../data/data-loader.ts";
import type { LrScheduler } from "../schedules/lr-scheduler.ts";
import { bestMetricValue, isBetter } from "./best-metric.ts";
import type { Metrics, TrainerEvent } from "./callback.ts";
import type { CallbackList, EventName } from "./callback-list.ts";
import {
  checkpointFolder,
  findCheckpoint,
  removeUnfinished,
  rotateCheckpoints,
} from "./checkpoint-folders.ts";
import { speedMetrics } from "./compute-metrics.ts";
import { MetricError, SaveCheckpointError, TrainingInterruptedError } from "./errors.ts";
import { fromMainProcess } from "./from-main-process.ts";
import { loadCheckpoint, loadWeights } from "./load-checkpoint.ts";
import type { LossScaler } from "./loss-scaler.ts";
import { optimizationStep } from "./optimization-step.ts";
import { saveCheckpoint, type TrainerOptimizer } from "./save-checkpoint.ts";
import type { SharedSignal } from "./shared-signal.ts";
import type { TrainerState } from "./trainer-state.ts";
import { writeState } from "./trainer-state-file.ts";
import type { TrainingArguments } from "./training-arguments.ts";
import { batchGroups, type Plan } from "./training-plan.ts";
import { progressSettings } from "./training-progress.ts";

export interface RunParts {
  readonly accelerator: Accelerator;
  readonly args: TrainingArguments;
  readonly state: TrainerState;
  readonly callbacks: CallbackList;
  readonly model: CompiledModel;
  readonly config: ModelConfig | undefined;
  readonly task: Task | undefined;
  readonly generationConfig: ModelConfig | undefined;
  readonly processingClass: ProcessingClass | undefined;
  readonly labelNames: readonly string[];
  /** Of this process's part of the dataset. */
  readonly loader: DataLoader;
  readonly plan: Plan;
  readonly optimizer: TrainerOptimizer;
  readonly scheduler: LrScheduler;
  /** Of fp16. */
  readonly lossScaler: LossScaler | undefined;
  /** Aborted to save a checkpoint and stop. */
  readonly signal: SharedSignal;
  readonly evaluate: (signal: SharedSignal) => Promise<Metrics>;
  readonly log: (logs: Metrics) => Promise<void>;
}

/** What `train` gives. */
export interface TrainOutput {
  readonly globalStep: number;
  /** Mean over all steps. */
  readonly trainingLoss: number;
  readonly metrics: Metrics;
}

/**
 * One call of `train`: epochs of steps, with what is due after each. All processes do the same: what they decide by is
 * the main process's, or of all, and the main process writes the checkpoints.
 */
export class TrainingRun {
  readonly #parts: RunParts;
  #position = { epoch: 0, batch: 0 };
  #loss = { sum: 0, steps: 0, total: 0 };
  #lastStep: { gradNorm: number | undefined; learningRate: number } = {
    gradNorm: undefined,
    learningRate: 0,
  };
  #samples = 0;
  #lastCheckpoint: string | undefined;

  constructor(parts: RunParts) {
    this.#parts = parts;
  }

  async run(resumeFrom: string | boolean): Promise<TrainOutput> {
    const { accelerator, args, state, callbacks, plan, model } = this.#parts;
    await fromMainProcess(accelerator, () => removeUnfinished(args.outputDir));
    if (resumeFrom) await this.#resume(await findCheckpoint(args.outputDir, resumeFrom));
    state.maxSteps = plan.maxSteps;
    state.numTrainEpochs = plan.epochs;
    const [started, firstStep] = [performance.now(), state.globalStep];
    await this.#fire("onTrainBegin");
    if (resumeFrom) await this.#afterStep();
    // An epoch that a checkpoint was made in is ended in any case, with what is due then.
    while (
      this.#position.batch > 0 ||
      (state.globalStep < plan.maxSteps && !callbacks.control.shouldTrainingStop)
    )
      await this.#epoch();
    if (args.loadBestModelAtEnd && state.bestModelCheckpoint !== undefined)
      await loadWeights(state.bestModelCheckpoint, model);
    const trainingLoss = this.#loss.total / Math.max(1, state.globalStep);
    const samples = await accelerator.reduce(this.#samples);
    const work = { started, samples, steps: state.globalStep - firstStep };
    const metrics = await accelerator.broadcast({ ...speedMetrics("train", work), train_loss: trainingLoss });
    await this.#parts.log(metrics);
    return { globalStep: state.globalStep, trainingLoss, metrics };
  }

  async #epoch(): Promise<void> {
    const { state, callbacks, loader, plan, args } = this.#parts;
    const { control } = callbacks;
    control.shouldEpochStop = false;
    loader.setEpoch(this.#position.epoch);
    await this.#fire("onEpochBegin");
    for await (const group of batchGroups(
      loader.from(this.#position.batch),
      args.gradientAccumulationSteps,
    )) {
      if (state.globalStep >= plan.maxSteps || control.shouldTrainingStop) break;
      await this.#fire("onStepBegin");
      await this.#step(group);
      await this.#fire("onStepEnd");
      await this.#afterStep();
      if (control.shouldEpochStop || control.shouldTrainingStop) break;
    }
    plan.checkEpoch(this.#position.batch);
    this.#position = { epoch: this.#position.epoch + 1, batch: 0 };
    await this.#fire("onEpochEnd");
    await this.#afterStep();
  }

  async #step(group: readonly Batch[]): Promise<void> {
    const { scheduler, args, state, plan, loader } = this.#parts;
    const { epoch, batch } = this.#position;
    const learningRate = scheduler.lastLearningRates()[0] ?? 0;
    const { loss, gradNorm, isTaken } = await optimizationStep({
      ...this.#parts,
      batches: group,
      maxGradNorm: args.maxGradNorm,
      where: async (i) => ({
        ...{ step: state.globalStep + 1, epoch, batch: batch + i },
        examples: await loader.examplesOf(batch + i),
        lastCheckpoint: this.#lastCheckpoint,
      }),
    });
    if (isTaken) scheduler.step();
    this.#lastStep = { gradNorm, learningRate };
    this.#loss = { sum: this.#loss.sum + loss, steps: this.#loss.steps + 1, total: this.#loss.total + loss };
    this.#samples += group.reduce((sum, each) => sum + (Object.values(each)[0]?.dims[0] ?? 0), 0);
    this.#position = { epoch, batch: batch + group.length };
    state.globalStep++;
    state.epoch = plan.epochAfter(state.globalStep, epoch, batch + group.length);
  }

  /** Logs, evaluates and saves where callbacks asked for it, in this order. */
  async #afterStep(): Promise<void> {
    const { args, callbacks, signal } = this.#parts;
    const { control } = callbacks;
    if (control.shouldLog && this.#loss.steps > 0) await this.#log();
    control.shouldLog = false;
    if (await signal.isAborted()) await this.#interrupt();
    if (control.shouldEvaluate) {
      const isBest = await this.#evaluate();
      control.shouldEvaluate = false;
      if (args.saveStrategy === "best" && isBest) control.shouldSave = true;
    }
    if (control.shouldSave) {
      control.shouldSave = false;
      await this.#fire("onSave", { checkpoint: await this.#save() });
    }
  }

  /** Calls the callbacks; what they ask for is then the same in all processes. */
  async #fire(name: EventName, event?: TrainerEvent): Promise<void> {
    const { state, callbacks } = this.#parts;
    await callbacks.fire(name, state, event);
    await callbacks.shareControl();
  }

  async #log(): Promise<void> {
    const { gradNorm, learningRate } = this.#lastStep;
    const logs = {
      loss: this.#loss.sum / this.#loss.steps,
      ...(gradNorm !== undefined && { grad_norm: gradNorm }),
      learning_rate: learningRate,
    };
    this.#loss = { ...this.#loss, sum: 0, steps: 0 };
    await this.#parts.log(logs);
    await this.#parts.callbacks.shareControl();
  }

  /** @returns whether the model is the best so far */
  async #evaluate(): Promise<boolean> {
    const { args, state, callbacks, signal, evaluate } = this.#parts;
    try {
      const metrics = await evaluate(signal);
      await callbacks.shareControl();
      const value = bestMetricValue(args, metrics);
      if (!isBetter(args, value, state.bestMetric)) return false;
      state.bestMetric = value;
      state.bestGlobalStep = state.globalStep;
      return true;
    } catch (error) {
      // All processes have the same error of a metric, so that they can ask together.
      const isInterrupted = error instanceof MetricError ? await signal.isAborted() : signal.local.aborted;
      if (isInterrupted) await this.#interrupt();
      if (!(error instanceof MetricError)) throw error;
      const { metric, problem, cause } = error;
      throw new MetricError(metric, problem, await this.#save(), { cause });
    }
  }

  async #interrupt(): Promise<never> {
    throw new TrainingInterruptedError(await this.#save(), { cause: this.#parts.signal.local.reason });
  }

  async #save(): Promise<string> {
    const { accelerator, args, state, callbacks, loader, model, lossScaler } = this.#parts;
    const { control } = callbacks;
    const folder = checkpointFolder(args.outputDir, state.globalStep);
    if (state.bestGlobalStep === state.globalStep) state.bestModelCheckpoint = folder;
    const progress = {
      settings: progressSettings(args, accelerator, loader.length),
      ...this.#position,
      dropoutState: model.dropoutState,
      due: { evaluate: control.shouldEvaluate, save: control.shouldSave },
      loss: this.#loss,
      lossScaler: lossScaler?.stateDict(),
    };
    const save = () => {
      const file = writeState(state, args, callbacks.stateDict());
      return saveCheckpoint(folder, { ...this.#parts, progress, state: file });
    };
    const keep = [folder, state.bestModelCheckpoint];
    const rotate = () => rotateCheckpoints(args.outputDir, args.saveTotalLimit, keep);
    try {
      await fromMainProcess(accelerator, save);
      this.#lastCheckpoint = folder;
      await fromMainProcess(accelerator, rotate);
    } catch (error) {
      throw new SaveCheckpointError(folder, this.#lastCheckpoint, error);
    }
    return folder;
  }

  async #resume(folder: string): Promise<void> {
    const { accelerator, args, state, callbacks, loader } = this.#parts;
    const settings = progressSettings(args, accelerator, loader.length);
    const saved = await loadCheckpoint(folder, { ...this.#parts, settings });
    Object.assign(state, saved.state);
    // The output folder may have been moved.
    const { bestModelCheckpoint: best } = state;
    if (best !== undefined) state.bestModelCheckpoint = join(args.outputDir, basename(best));
    callbacks.loadStateDict(saved.callbacks);
    const { epoch, batch, loss, due, lossScaler } = saved.progress;
    if (lossScaler) this.#parts.lossScaler?.loadStateDict(lossScaler);
    callbacks.control.shouldEvaluate = due.evaluate;
    callbacks.control.shouldSave = due.save;
    this.#position = { epoch, batch };
    this.#loss = { ...loss };
    this.#lastCheckpoint = folder;
  }
}
