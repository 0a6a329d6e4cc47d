import type { Batch } from "@llm-course/onnx";
import type { DataLoader } from "../data/data-loader.ts";
import type { SyncState } from "./sync-state.ts";

/** This process's part of a loader's batches. It reads one batch ahead, to know the last one. */
export class PreparedDataLoader implements AsyncIterable<Batch> {
  readonly #loader: DataLoader;
  readonly #sync: SyncState;

  constructor(loader: DataLoader, sync: SyncState) {
    this.#loader = loader;
    this.#sync = sync;
  }

  /** Batches of an epoch, the same number in each process. */
  get length(): number | undefined {
    return this.#loader.length;
  }

  /** Examples of a batch in this process. */
  get batchSize(): number {
    return this.#loader.batchSize;
  }

  setEpoch(epoch: number): void {
    this.#loader.setEpoch(epoch);
  }

  [Symbol.asyncIterator](): AsyncGenerator<Batch, void> {
    return this.#sync.watch(this.#loader);
  }
}
