import { availableParallelism } from "node:os";
import type { Batch, CompiledModel, Device, MixedPrecision, Peers, TensorData } from "@llm-course/onnx";
import { type AcceleratorOptions, acceleratorSettings } from "./accelerator-options.ts";
import { concatenated, type Gathered } from "./gather.ts";
import { type Preparable, type Prepared, prepare } from "./prepare.ts";
import type { PreparedModel } from "./prepared-model.ts";
import { type ProcessGroup, processGroup } from "./process-group.ts";
import { type Reduction, reduced } from "./reduce.ts";
import { loadState, type StateParts, saveState } from "./state-files.ts";
import { SyncState } from "./sync-state.ts";

/**
 * What makes one training loop fit any number of processes: each takes its share of every batch, and gradients are
 * averaged, so that all take the same step. In a program that was not launched it is the only process.
 *
 * Methods that say "collective" are called by all processes, in the same order; others wait until they are.
 */
export class Accelerator {
  /** The number of this process, from 0 on. All are on this machine, so it is the local one, too. */
  readonly processIndex: number;
  readonly localProcessIndex: number;
  readonly numProcesses: number;
  readonly isMainProcess: boolean;
  readonly isLocalMainProcess: boolean;
  readonly gradientAccumulationSteps: number;
  /** For `compile`. */
  readonly device: Device;
  /** For `compile`: this process's share of the cores. */
  readonly threads: number;
  /** For `compile`. */
  readonly mixedPrecision: MixedPrecision;
  readonly #group: ProcessGroup = processGroup();
  readonly #sync: SyncState;
  readonly #parts: StateParts = { models: [], optimizers: [], schedulers: [] };

  /**
   * @throws LaunchConfigError for a number of accumulation steps that is none
   * @throws UnsupportedPrecisionError for fp16, which needs a scaled loss
   */
  constructor(options: AcceleratorOptions = {}) {
    const { gradientAccumulationSteps, device, mixedPrecision } = acceleratorSettings(options);
    this.gradientAccumulationSteps = gradientAccumulationSteps;
    this.#sync = new SyncState(gradientAccumulationSteps);
    this.device = device;
    this.mixedPrecision = mixedPrecision;
    this.processIndex = this.localProcessIndex = this.#group.rank;
    this.numProcesses = this.#group.size;
    this.isMainProcess = this.isLocalMainProcess = this.#group.rank === 0;
    this.threads = Math.max(1, Math.floor(availableParallelism() / this.#group.size));
  }

  /** Whether this batch ends an accumulation: gradients are averaged, and the optimizer takes a step. */
  get syncGradients(): boolean {
    return this.#sync.isDue;
  }

  /**
   * Prepares models, optimizers, data loaders and schedulers, and gives them in the order they came. Collective.
   *
   * - The main process's weights are copied to all models.
   * - Optimizers and schedulers step, and gradients are forgotten, only when an accumulation ends. A schedule counts steps of
   *   the optimizer: make it with the length of the prepared loader.
   * - Batch k of a loader becomes this process's part of batch k of one loader with batches of
   *   `batchSize · numProcesses`. No example comes twice; where some are left at the end, parts differ by one at most.
   *
   * @throws AcceleratorError for models that differ between processes, and for what is nothing of these
   */
  prepare<const Parts extends readonly Preparable[]>(...parts: Parts): Promise<Prepared<Parts>> {
    return prepare(parts, { group: this.#group, sync: this.#sync, state: this.#parts });
  }

  /** The compiled model itself, to save or to generate with. */
  unwrapModel(model: PreparedModel): CompiledModel {
    return model.module;
  }

  /**
   * Runs the model forward and backward, divides the gradients by `gradientAccumulationSteps`, and averages them over
   * the processes when an accumulation ends. Collective.
   *
   * @param options.items what the loss is the mean over: gradients of processes weigh accordingly, and are those of one
   *   process with all of it. Default: the examples of the batch. Give the number of labels that count where the
   *   loss is a mean over tokens
   * @returns the loss of this process's batch, not scaled, and the outputs that `compile` was told
   */
  async backward(
    model: PreparedModel,
    batch: Batch,
    { items = examplesOf(batch) }: { items?: number } = {},
  ): Promise<{ loss: number; outputs: Readonly<Record<string, TensorData>> }> {
    const all = await this.#group.allGather("backward", items);
    const weight = (items * all.length) / all.reduce((sum, each) => sum + each, 0);
    const scale = weight / this.gradientAccumulationSteps;
    const result = await model.module.backward(batch, { scale });
    if (this.syncGradients) await this.averageGradients(model.module);
    return result;
  }

  /**
   * Makes the gradients the mean of all processes', for a loop that scales them itself. `backward` does it where an
   * accumulation ends. Collective.
   */
  async averageGradients(model: CompiledModel): Promise<void> {
    if (this.numProcesses > 1) await model.averageGradients(this.#peers());
  }

  /** Counts batches: what the step does with the gradients is due after `gradientAccumulationSteps` of them, or the last one. */
  accumulate<T>(step: () => Promise<T>): Promise<T> {
    this.#sync.nextBatch();
    return step();
  }

  /**
   * Clips the gradients of all processes as one vector to a global L2 norm, when an accumulation ends.
   *
   * @returns the norm before; nothing where gradients are still accumulated
   */
  async clipGradNorm(model: PreparedModel, maxNorm: number): Promise<number | undefined> {
    return this.syncGradients ? model.module.clipGradNorm(maxNorm) : undefined;
  }

  /**
   * The values of all processes, one after the other: tensors are joined along their first axis, which may differ in
   * size, and lists to a list; anything else becomes a list. Collective.
   *
   * @throws GatherError for tensors of different types or shapes
   */
  async gather<T>(value: T): Promise<Gathered<T>> {
    return concatenated(await this.#group.allGather("gather", value));
  }

  /**
   * Gathers what a metric takes, such as `{ predictions, references }`. With a prepared loader that does not shuffle,
   * values are in the order of the dataset, each once. Collective.
   *
   * @throws GatherError for tensors of different types or shapes
   */
  async gatherForMetrics<T extends Readonly<Record<string, unknown>>>(
    values: T,
  ): Promise<{ [Name in keyof T]: Gathered<T[Name]> }> {
    const all = await this.#group.allGather("gatherForMetrics", values);
    const entries = Object.keys(values).map((name) => [name, concatenated(all.map((each) => each[name]))]);
    return Object.fromEntries(entries);
  }

  /** The mean or sum over processes of a number, or of each number in a list. Collective. */
  async reduce<T extends number | readonly number[]>(
    value: T,
    reduction: Reduction = "sum",
  ): Promise<T extends number ? number : number[]> {
    return reduced(await this.#group.allGather("reduce", value), reduction);
  }

  /** Gives the main process's value to all; what the others pass does not count. Collective. */
  async broadcast<T>(value: T): Promise<T> {
    const [main] = await this.#group.allGather("broadcast", this.isMainProcess ? value : undefined);
    return main as T;
  }

  /** Waits until all processes are here. Collective. */
  async waitForEveryone(): Promise<void> {
    await this.#group.allGather("waitForEveryone", undefined);
  }

  /** Writes a line to the console, once. */
  print(...values: readonly unknown[]): void {
    if (this.isMainProcess) console.log(...values);
  }

  /** Does something in the main process alone; the others go on at once, and get nothing. */
  async onMainProcess<T>(action: () => T | Promise<T>): Promise<T | undefined> {
    return this.isMainProcess ? action() : undefined;
  }

  /** Writes weights, optimizers and schedules of what was prepared into a folder. Collective. */
  async saveState(folder: string): Promise<void> {
    await this.onMainProcess(() => saveState(folder, this.#parts));
    await this.waitForEveryone();
  }

  /**
   * Continues from what `saveState` wrote, with the same things prepared in the same order.
   *
   * @throws AcceleratorError for a folder of other models; nothing is read then
   */
  async loadState(folder: string): Promise<void> {
    await loadState(folder, this.#parts);
    await this.waitForEveryone();
  }

  #peers(): Peers {
    const group = this.#group;
    return { rank: group.rank, allGather: (value) => group.allGather("backward", value) };
  }
}

function examplesOf(batch: Batch): number {
  return Object.values(batch)[0]?.dims[0] ?? 1;
}
