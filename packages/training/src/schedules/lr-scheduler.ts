import { SchedulerError } from "./errors.ts";

/** An optimizer whose groups have a learning rate that may be changed between steps. */
export interface ScheduledOptimizer {
  readonly groups: readonly { learningRate?: number | undefined }[];
}

/**
 * Multiplies the learning rate of each group by a factor that depends on the number of steps, as PyTorch's `LambdaLR`.
 * The factor of step 0 is in effect at once.
 */
export class LrScheduler {
  readonly #optimizer: ScheduledOptimizer;
  readonly #factor: (step: number, initial: number) => number;
  readonly #initial: readonly number[];
  #steps = 0;

  /** @param factor of the learning rate `initial` after `step` steps */
  constructor(optimizer: ScheduledOptimizer, factor: (step: number, initial: number) => number) {
    this.#optimizer = optimizer;
    this.#factor = factor;
    this.#initial = optimizer.groups.map(({ learningRate }, i) => {
      if (learningRate === undefined)
        throw new SchedulerError(`a schedule needs the learning rate of every group, missing in group: ${i}`);
      return learningRate;
    });
    this.#apply();
  }

  /** After each step of the optimizer. */
  step(): void {
    this.#steps++;
    this.#apply();
  }

  /** The learning rate of each group for the next step. */
  lastLearningRates(): number[] {
    return this.#optimizer.groups.map(({ learningRate }) => learningRate ?? 0);
  }

  /** For a checkpoint. */
  stateDict(): { steps: number; initialLearningRates: readonly number[] } {
    return { steps: this.#steps, initialLearningRates: this.#initial };
  }

  /** @throws SchedulerError for a state of other learning rates */
  loadStateDict({ steps, initialLearningRates }: ReturnType<LrScheduler["stateDict"]>): void {
    if (String(initialLearningRates) !== String(this.#initial))
      throw new SchedulerError(
        `the state is of other learning rates, expected ${this.#initial.join(", ")}: ${initialLearningRates.join(", ")}`,
      );
    this.#steps = steps;
    this.#apply();
  }

  #apply(): void {
    for (const [i, group] of this.#optimizer.groups.entries()) {
      const initial = this.#initial[i] as number;
      group.learningRate = initial * this.#factor(this.#steps, initial);
    }
  }
}
