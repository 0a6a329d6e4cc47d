import type { Accelerator } from "../accelerate/accelerator.ts";
import { processGroup } from "../accelerate/process-group.ts";
import { SharedSignal } from "./shared-signal.ts";

/**
 * Watches for Ctrl-C, the end of a launch and an AbortSignal while a training runs. A second Ctrl-C ends the process as
 * usual.
 */
export class Interruption implements Disposable {
  /** Aborted by any of them, in any process. */
  readonly shared: SharedSignal;
  readonly #ctrlC = new AbortController();
  readonly #listener = () => this.#ctrlC.abort(new Error("SIGINT"));
  /** Threads get no signals, but word from their launch. */
  readonly #launch: Disposable;

  constructor(accelerator: Accelerator, signal?: AbortSignal) {
    const launchEnds = new AbortController();
    this.shared = new SharedSignal(accelerator, [this.#ctrlC.signal, launchEnds.signal, signal]);
    process.once("SIGINT", this.#listener);
    this.#launch = processGroup().onInterrupt(() =>
      launchEnds.abort(new Error("the launch was interrupted")),
    );
  }

  /** Ends the process as Ctrl-C would have, unless somebody else listens for it. */
  finish(): void {
    this[Symbol.dispose]();
    if (this.#ctrlC.signal.aborted && process.listenerCount("SIGINT") === 0)
      process.kill(process.pid, "SIGINT");
  }

  [Symbol.dispose](): void {
    process.off("SIGINT", this.#listener);
    this.#launch[Symbol.dispose]();
  }
}
