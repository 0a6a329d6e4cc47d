import { promiseHooks } from "node:v8";
import { interruptedMessage } from "../thread-messages.ts";
import { type CellContext, cellContext } from "./cell-context.ts";

/** What an interrupted cell fails with; named as in Python, since readers search for it. */
export class KeyboardInterrupt extends Error {
  override readonly name = "KeyboardInterrupt";
  constructor() {
    super(interruptedMessage);
  }
}

/**
 * Interrupts a cell for good. Its promise fails at once, and its code, wherever it waits, is torn out when a promise wakes
 * it: the hook asks the server thread to terminate this thread's running JavaScript and spins until that happens.
 * (Synchronous code is terminated by the server thread without our help: it cannot run this.)
 */
export class Interrupts {
  readonly #requestTermination: () => void;
  #hooked = false;

  constructor(requestTermination: () => void) {
    this.#requestTermination = requestTermination;
  }

  interrupt(context: CellContext): void {
    context.interrupted = true;
    context.fail(new KeyboardInterrupt());
    this.stopContinuations();
  }

  /** Promise hooks slow promises down a little, so they are installed at the first need. */
  stopContinuations(): void {
    if (this.#hooked) return;
    this.#hooked = true;
    promiseHooks.onBefore(() => {
      if (!cellContext.getStore()?.interrupted) return;
      this.#requestTermination();
      // Nothing but the termination may happen to this thread now.
      for (;;);
    });
  }
}
