import type { Accelerator } from "../accelerate/accelerator.ts";
import type { TrainerCallback, TrainerControl, TrainerEvent } from "./callback.ts";
import type { TrainerState } from "./trainer-state.ts";
import type { TrainingArguments } from "./training-arguments.ts";

export type EventName = Extract<keyof TrainerCallback, `on${string}`>;

/** The callbacks of a training in this process, called in their order with what it shares with them. */
export class CallbackList {
  readonly control: TrainerControl = {
    shouldTrainingStop: false,
    shouldEpochStop: false,
    shouldLog: false,
    shouldEvaluate: false,
    shouldSave: false,
  };
  readonly #callbacks: readonly TrainerCallback[];
  readonly #args: TrainingArguments;
  readonly #accelerator: Accelerator;

  constructor(callbacks: readonly TrainerCallback[], args: TrainingArguments, accelerator: Accelerator) {
    const isCalled = (callback: TrainerCallback) => accelerator.isMainProcess || !callback.mainProcessOnly;
    this.#callbacks = callbacks.filter(isCalled);
    this.#args = args;
    this.#accelerator = accelerator;
  }

  async fire(name: EventName, state: TrainerState, event: TrainerEvent = {}): Promise<void> {
    for (const callback of this.#callbacks) await callback[name]?.(this.#args, state, this.control, event);
  }

  /** Gives all processes the control of the main one, since callbacks may ask the time or chance. Collective. */
  async shareControl(): Promise<void> {
    Object.assign(this.control, await this.#accelerator.broadcast(this.control));
  }

  /** The states of those that have one, for a checkpoint. */
  stateDict(): Record<string, Readonly<Record<string, unknown>>> {
    const states: Record<string, Readonly<Record<string, unknown>>> = {};
    for (const { stateName, ...callback } of this.#stateful()) states[stateName] = callback.stateDict();
    return states;
  }

  /** A callback that the checkpoint knows nothing of starts anew. */
  loadStateDict(states: Readonly<Record<string, unknown>>): void {
    for (const { stateName, loadStateDict } of this.#stateful()) {
      const state = states[stateName];
      if (typeof state === "object" && state !== null) loadStateDict(state as Record<string, unknown>);
    }
  }

  #stateful() {
    return this.#callbacks.flatMap((callback) => {
      const { stateName } = callback;
      if (stateName === undefined) return [];
      return {
        stateName,
        stateDict: () => callback.stateDict?.() ?? {},
        loadStateDict: (state: Readonly<Record<string, unknown>>) => callback.loadStateDict?.(state),
      };
    });
  }
}
