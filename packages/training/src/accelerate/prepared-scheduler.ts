import type { LrScheduler } from "../schedules/lr-scheduler.ts";
import type { SyncState } from "./sync-state.ts";

/** A schedule that counts steps of the optimizer, not batches. */
export class PreparedScheduler {
  readonly #scheduler: LrScheduler;
  readonly #sync: SyncState;

  constructor(scheduler: LrScheduler, sync: SyncState) {
    this.#scheduler = scheduler;
    this.#sync = sync;
  }

  step(): void {
    if (this.#sync.isDue) this.#scheduler.step();
  }

  lastLearningRates(): number[] {
    return this.#scheduler.lastLearningRates();
  }

  stateDict(): ReturnType<LrScheduler["stateDict"]> {
    return this.#scheduler.stateDict();
  }

  loadStateDict(state: ReturnType<LrScheduler["stateDict"]>): void {
    this.#scheduler.loadStateDict(state);
  }
}
