import type { Accelerator } from "../accelerate/accelerator.ts";

/**
 * An AbortSignal that stops all processes at the same place: where it is aborted in one, it is in all once they have
 * asked for it.
 */
export class SharedSignal {
  /** As this process knows it: aborted by those given, and by that of another process. */
  readonly local: AbortSignal;
  readonly #others = new AbortController();
  readonly #accelerator: Accelerator;

  constructor(accelerator: Accelerator, given: readonly (AbortSignal | undefined)[]) {
    this.#accelerator = accelerator;
    const own = given.filter((signal) => signal !== undefined);
    this.local = AbortSignal.any([this.#others.signal, ...own]);
  }

  /** Whether any process is to stop. Collective. */
  async isAborted(): Promise<boolean> {
    const rank = (await this.#accelerator.gather(this.local.aborted)).indexOf(true);
    if (rank >= 0 && !this.local.aborted)
      this.#others.abort(new DOMException(`aborted in process ${rank}`, "AbortError"));
    return rank >= 0;
  }

  /** @throws the reason, where any process is to stop. Collective. */
  async throwIfAborted(): Promise<void> {
    if (await this.isAborted()) this.local.throwIfAborted();
  }
}
