import { Worker } from "node:worker_threads";
import { ClosedIndexError } from "./errors.ts";
import type { ScanQueries } from "./scan.ts";
import type { TopK } from "./top-k.ts";
import type { Neighbours } from "./vector-index.ts";

/** Rows that a thread is to compare with queries. */
export interface ScanTask {
  readonly id: number;
  readonly first: number;
  readonly end: number;
  readonly queries: ScanQueries;
  readonly k: number;
}

export interface ScanAnswer {
  readonly id: number;
  readonly found: readonly Neighbours[];
}

interface Waiting {
  readonly resolve: (found: readonly Neighbours[]) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Threads that share the rows and scan a part each. They start at the first large batch, sleep between, do not keep the
 * process alive, and end with `close`.
 */
export class ExactThreads {
  readonly #values: Float32Array;
  readonly #dimensions: number;
  readonly #count: number;
  readonly #waiting = new Map<number, Waiting>();
  #workers: Worker[] | undefined;
  #ids = 0;

  /** @param values copied to shared memory at the first scan, unless they are in it already */
  constructor(values: Float32Array, dimensions: number, count: number) {
    this.#values = values;
    this.#dimensions = dimensions;
    this.#count = count;
  }

  /** Pushes the best k of all rows for each query. */
  async scan(queries: ScanQueries, tops: readonly TopK[], k: number): Promise<void> {
    this.#workers ??= this.#start();
    const rows = this.#values.length / this.#dimensions;
    const parts = this.#workers.map((worker, i, { length }) => {
      const [first, end] = [Math.floor((i * rows) / length), Math.floor(((i + 1) * rows) / length)];
      return this.#ask(worker, {
        id: this.#ids++,
        first,
        end,
        queries,
        k: Math.min(k, Math.max(1, end - first)),
      });
    });
    for (const found of await Promise.all(parts))
      found.forEach(({ scores, indices }, query) => {
        scores.forEach((score, i) => {
          tops[query]?.push(score, indices[i] as number);
        });
      });
  }

  #ask(worker: Worker, task: ScanTask): Promise<readonly Neighbours[]> {
    worker.ref();
    const answer = new Promise<readonly Neighbours[]>((resolve, reject) =>
      this.#waiting.set(task.id, { resolve, reject }),
    );
    worker.postMessage(task);
    return answer.finally(() => worker.unref());
  }

  #start(): Worker[] {
    const shared = this.#values.buffer instanceof SharedArrayBuffer ? this.#values : toShared(this.#values);
    const workerData = { values: shared, dimensions: this.#dimensions };
    return Array.from({ length: this.#count }, () => {
      const worker = new Worker(new URL("./exact-worker.ts", import.meta.url), { workerData });
      worker.on("message", ({ id, found }: ScanAnswer) => {
        this.#waiting.get(id)?.resolve(found);
        this.#waiting.delete(id);
      });
      worker.on("error", (error) => this.#fail(error instanceof Error ? error : new Error(String(error))));
      worker.unref();
      return worker;
    });
  }

  #fail(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
    for (const worker of this.#workers ?? []) void worker.terminate();
    this.#workers = undefined;
  }

  close(): void {
    this.#fail(new ClosedIndexError("closed during a search"));
  }
}

function toShared(values: Float32Array): Float32Array {
  const shared = new Float32Array(new SharedArrayBuffer(values.byteLength));
  shared.set(values);
  return shared;
}
