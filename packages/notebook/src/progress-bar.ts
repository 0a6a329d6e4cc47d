import { type ProgressOutput, progressOutput } from "./progress-output.ts";

export interface ProgressOptions {
  /** What is going on, such as "Training". */
  label?: string;
  /** What is counted, in the plural, such as "steps". Default "items". */
  unit?: string;
}

/** A bar that is on the page from its creation and changes in place, at most ten times a second. */
export class ProgressBar implements Disposable {
  readonly #label: string;
  readonly #unit: string;
  readonly #total: number | undefined;
  readonly #output: ProgressOutput = progressOutput();
  readonly #start = performance.now();
  #completed = 0;
  #ended = false;

  constructor(total: number | undefined, { label = "", unit = "items" }: ProgressOptions = {}) {
    this.#total = total;
    this.#label = label;
    this.#unit = unit;
    this.#draw("running");
  }

  /** Counts `n` more as done. Returns whether the bar was redrawn. */
  tick(n = 1): boolean {
    this.#completed += n;
    return !this.#ended && this.#draw("running");
  }

  /** Draws the final state. */
  done(): void {
    this.#end("done");
  }

  /** Marks the bar as stopped, unless it is done. `using bar = progress(n)` does so when the block is left by an error. */
  stop(): void {
    this.#end("stopped");
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  #end(status: "done" | "stopped"): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#draw(status);
  }

  #draw(status: "running" | "done" | "stopped"): boolean {
    return this.#output({
      label: this.#label,
      unit: this.#unit,
      completed: this.#completed,
      total: this.#total,
      elapsed: (performance.now() - this.#start) / 1000,
      status,
    });
  }
}
