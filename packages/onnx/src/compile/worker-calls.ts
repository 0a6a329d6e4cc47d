import { once } from "node:events";
import type { Transferable, Worker } from "node:worker_threads";
import * as errors from "../errors.ts";
import { EngineError } from "../errors.ts";
import * as optimizerErrors from "../optimizers/errors.ts";

/** What the threads send each other. */
export interface Call {
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}
export type Answer =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: SentError };

/** An error as structured cloning keeps it whole. */
export interface SentError {
  readonly name: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

interface Pending {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/**
 * Calls functions that run in a worker, one after the other in the order of the calls. The worker keeps the
 * process alive only while a call is under way.
 */
export class WorkerCalls {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #calls = 0;
  #ended: Error | undefined;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.unref();
    worker.on("message", (answer: Answer) => this.#answer(answer));
    worker.on("error", (error) => this.#end(new EngineError("thread failed", { cause: error })));
    worker.on("exit", (code) => this.#end(new EngineError(`thread ended with code: ${code}`)));
  }

  /** @throws what the function throws, as an EngineError where it is none of ours or the worker has ended */
  async call(
    method: string,
    args: readonly unknown[],
    transfer: readonly Transferable[] = [],
  ): Promise<unknown> {
    if (this.#ended) throw this.#ended;
    const id = this.#calls++;
    const answered = new Promise<unknown>((resolve, reject) => this.#pending.set(id, { resolve, reject }));
    this.#worker.ref();
    this.#worker.postMessage({ id, method, args } satisfies Call, [...transfer]);
    return answered;
  }

  /**
   * Ends the worker; calls under way are rejected. It is asked to end by itself: terminating a thread in the middle
   * of native code or of starting threads of its own can take the process down.
   */
  async close(): Promise<void> {
    if (this.#ended) return;
    const exited = once(this.#worker, "exit");
    this.#worker.ref();
    this.#worker.postMessage({ id: this.#calls++, method: "close", args: [] } satisfies Call);
    this.#end(new EngineError("closed"));
    const patience = setTimeout(() => this.#worker.terminate(), patienceMilliseconds);
    await exited;
    clearTimeout(patience);
  }

  #answer(answer: Answer): void {
    const pending = this.#pending.get(answer.id);
    this.#pending.delete(answer.id);
    if (this.#pending.size === 0) this.#worker.unref();
    if ("error" in answer) pending?.reject(received(answer.error));
    else pending?.resolve(answer.result);
  }

  #end(reason: Error): void {
    this.#ended ??= reason;
    for (const { reject } of this.#pending.values()) reject(this.#ended);
    this.#pending.clear();
  }
}

/** A step of a large model takes seconds, and the last one is not cut short. */
const patienceMilliseconds = 60_000;

const ourErrors: Readonly<Record<string, { readonly prototype: Error } | undefined>> = {
  ...errors,
  ...optimizerErrors,
};

function received({ name, message, fields }: SentError): Error {
  const known = ourErrors[name];
  if (!known) return new EngineError(message);
  const error = new Error(message);
  return Object.assign(Object.setPrototypeOf(error, known.prototype) as Error, fields);
}
