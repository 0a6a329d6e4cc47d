import { OptimizerError } from "../optimizers/errors.ts";
import { type StoredTensor, storedTensor } from "../stored-tensor.ts";
import type { OptimizerStep, TensorBytes } from "./engine.ts";
import type { WorkerCalls } from "./worker-calls.ts";

/** An optimizer in the thread of its model; methods such as `adamW` of a compiled model make it. */
export class CompiledOptimizer<Group extends { readonly parameters: readonly string[] }> {
  /** Settings may be changed between steps, as schedules of the learning rate do. */
  readonly groups: readonly Group[];
  readonly #calls: WorkerCalls;
  readonly #id: number;

  constructor(calls: WorkerCalls, { id, groups }: { id: number; groups: readonly Group[] }) {
    this.#calls = calls;
    this.#id = id;
    this.groups = groups;
  }

  /** Updates all parameters that have a gradient. Gradients stay: `zeroGradients` of the model forgets them. */
  async step(): Promise<void> {
    await this.#calls.call("stepOptimizer", [this.stepIn(this.#calls)]);
  }

  /**
   * A step as the thread of its model takes it, with the settings as they are now.
   *
   * @throws OptimizerError for the thread of another model
   */
  stepIn(thread: WorkerCalls): OptimizerStep {
    if (thread !== this.#calls)
      throw new OptimizerError(`optimizer of another model, pass one that this model made: ${this.#id}`);
    return { id: this.#id, groups: this.groups.map(({ parameters: _, ...group }) => group) };
  }

  /**
   * The state as tensors under PyTorch's names, such as "classifier.weight.exp_avg", for `writeSafetensors`. They
   * are views of what the next step changes, so write them before it.
   */
  async stateDict(): Promise<Map<string, StoredTensor>> {
    const tensors = (await this.#calls.call("optimizerState", [this.#id])) as TensorBytes[];
    return new Map(tensors.map(({ name, dtype, shape, bytes }) => [name, storedTensor(dtype, shape, bytes)]));
  }

  /** Forgets the moments and gives their memory back, for another optimizer to take. */
  async release(): Promise<void> {
    await this.#calls.call("releaseOptimizer", [this.#id]);
  }

  /**
   * Continues from what `stateDict` gave.
   *
   * @throws EngineError for tensors that are missing, of another shape or of no parameter; nothing is changed then
   */
  async loadStateDict(tensors: ReadonlyMap<string, StoredTensor>): Promise<void> {
    const given: TensorBytes[] = [];
    for (const [name, tensor] of tensors) {
      const { dtype, shape } = tensor;
      given.push({ name, dtype, shape, bytes: await tensor.read() });
    }
    await this.#calls.call("loadOptimizerState", [this.#id, given]);
  }
}
