import type { MessagePort } from "node:worker_threads";
import { cellError } from "../executor/cell-error.ts";
import { KeyboardInterrupt } from "../executor/interrupts.ts";
import type { FromExecutor, ToExecutor } from "../thread-messages.ts";
import { Terminator } from "./terminator.ts";

type Done = Extract<FromExecutor, { type: "done" }>;
type Usage = Extract<FromExecutor, { type: "usage" }>;

/** A waiting main thread answers within this time, also on a busy machine; after it, its JavaScript is terminated. */
const aliveMilliseconds = 250;
/** The same when no cell runs: a thread that is only slow to wake must not be terminated for nothing. */
const idleMilliseconds = 1_500;
/** After this time it must be inside a native call, which nothing can end. */
const nativeMilliseconds = 2_000;

/** This thread's end of the conversation with the thread that runs the cells. */
export class ExecutorLink {
  readonly #port: MessagePort;
  readonly #terminator = new Terminator();
  readonly #done = new Map<string, (done: Done) => void>();
  readonly #usage = new Map<string, (usage: Usage) => void>();
  readonly #alive = new Map<number, () => void>();
  #sequence = 0;
  /** The last cell, and the last question asked before it was sent. */
  #sent = { id: "", after: 0 };

  constructor(port: MessagePort, onOutput: (message: FromExecutor) => void) {
    this.#port = port;
    port.on("message", (message: FromExecutor) => {
      if (message.type === "done") settle(this.#done, message.id, message);
      else if (message.type === "usage") settle(this.#usage, message.id, message);
      else if (message.type === "alive") this.#hear(message);
      else if (message.type === "terminate-me") this.#terminator.terminate();
      else onOutput(message);
    });
  }

  execute(message: Extract<ToExecutor, { type: "execute" }>): Promise<Done> {
    const { promise, resolve } = Promise.withResolvers<Done>();
    this.#done.set(message.id, resolve);
    this.#sent = { id: message.id, after: this.#sequence };
    this.#send(message);
    return promise;
  }

  usage(id: string): Promise<Usage> {
    const { promise, resolve } = Promise.withResolvers<Usage>();
    this.#usage.set(id, resolve);
    this.#send({ type: "usage", id });
    return promise;
  }

  /**
   * Interrupts a cell (with an empty id: what cells left running in the background) and resolves when the main thread is free again.
   *
   * @param onStuck called once when the thread stays in a native call
   */
  async interrupt(id: string, onStuck: () => void): Promise<void> {
    const stuck = setTimeout(onStuck, nativeMilliseconds);
    while (!(await this.#isAlive(id))) this.#terminator.terminate();
    clearTimeout(stuck);
  }

  exit(): void {
    this.#send({ type: "exit" });
  }

  /** A termination may have hit the start of a cell: asked later than the cell was sent, the thread does not run it. */
  #hear({ sequence, running }: Extract<FromExecutor, { type: "alive" }>): void {
    const { id, after } = this.#sent;
    if (sequence > after && running !== id)
      settle(this.#done, id, { type: "done", id, error: cellError(new KeyboardInterrupt()) });
    settle(this.#alive, sequence, undefined);
  }

  #isAlive(id: string): Promise<boolean> {
    const sequence = ++this.#sequence;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => resolve(false), id ? aliveMilliseconds : idleMilliseconds);
    this.#alive.set(sequence, () => {
      clearTimeout(timer);
      resolve(true);
    });
    // Asked anew each time: a termination may hit the very handler of the message.
    this.#send({ type: "interrupt", sequence, id });
    return promise;
  }

  #send(message: ToExecutor): void {
    this.#port.postMessage(message);
  }
}

function settle<K, V>(waiting: Map<K, (value: V) => void>, key: K, value: V): void {
  waiting.get(key)?.(value);
  waiting.delete(key);
}
