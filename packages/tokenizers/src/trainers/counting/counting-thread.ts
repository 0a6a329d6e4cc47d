import { Worker } from "node:worker_threads";
import type { WordsModule } from "../count-words.ts";
import type { ThreadCounts } from "./block-counts.ts";
import type { FromWorker, ToWorker } from "./counting-worker.ts";
import { type PackedCounts, unpackCounts } from "./packed-counts.ts";

/** A thread that counts words of blocks. */
export class CountingThread implements AsyncDisposable {
  readonly #worker: Worker;
  readonly #blocks: number[] = [];
  readonly #sizes: number[] = [];
  readonly #result = Promise.withResolvers<PackedCounts>();

  constructor(words: WordsModule) {
    this.#worker = new Worker(new URL("./counting-worker.ts", import.meta.url), {
      ...{ workerData: words, execArgv: [] },
    });
    this.#worker.on("message", (message: FromWorker) => {
      if ("size" in message) this.#sizes.push(message.size);
      else this.#result.resolve(message.result);
    });
    this.#worker.on("error", this.#result.reject);
    this.#worker.on("exit", () => this.#result.reject(new Error("the thread that counts words has ended")));
    // Whoever waits for the result hears of the failure; until then it is not unhandled.
    this.#result.promise.catch(() => {});
  }

  /** Blocks it was sent and has not counted yet. */
  get waiting(): number {
    return this.#blocks.length - this.#sizes.length;
  }

  /** @param number the block's place in the corpus */
  send(number: number, block: string): void {
    this.#blocks.push(number);
    this.#post({ block });
  }

  /** @throws what the function that makes words throws */
  async finish(): Promise<ThreadCounts> {
    this.#post({ finish: true });
    const counts = unpackCounts(await this.#result.promise);
    return { blocks: this.#blocks, sizes: this.#sizes, counts };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate();
  }

  #post(message: ToWorker): void {
    this.#worker.postMessage(message);
  }
}
