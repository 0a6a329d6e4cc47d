/** Watches for Ctrl-C and an AbortSignal while a training runs. A second Ctrl-C ends the process as usual. */
export class Interruption implements Disposable {
  readonly #ctrlC = new AbortController();
  readonly #listener = () => this.#ctrlC.abort(new Error("SIGINT"));
  /** Aborted by either. */
  readonly signal: AbortSignal;

  constructor(signal?: AbortSignal) {
    this.signal = AbortSignal.any([this.#ctrlC.signal, ...(signal ? [signal] : [])]);
    process.once("SIGINT", this.#listener);
  }

  /** Ends the process as Ctrl-C would have, unless somebody else listens for it. */
  finish(): void {
    this[Symbol.dispose]();
    if (this.#ctrlC.signal.aborted && process.listenerCount("SIGINT") === 0)
      process.kill(process.pid, "SIGINT");
  }

  [Symbol.dispose](): void {
    process.off("SIGINT", this.#listener);
  }
}
