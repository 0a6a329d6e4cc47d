import { Session } from "node:inspector";

/**
 * Tears running JavaScript out of the main thread, from this one. V8 does it between two instructions, in loops, timers and
 * promise jobs alike; a native call is left to return first. The event loop and all variables survive.
 */
export class Terminator {
  readonly #session = new Session();

  constructor() {
    // Connected beforehand: a blocked main thread could not accept the connection.
    this.#session.connectToMainThread();
  }

  terminate(): void {
    this.#session.post("Runtime.terminateExecution");
  }
}
