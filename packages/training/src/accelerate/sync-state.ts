/** When gradients have been accumulated long enough: after so many batches, or the last one of the loader. */
export class SyncState {
  readonly #steps: number;
  readonly #loaders: { isLastBatch: boolean }[] = [];
  #batches = 0;
  #isDue = true;

  constructor(steps: number) {
    this.#steps = steps;
  }

  get isDue(): boolean {
    return this.#isDue;
  }

  nextBatch(): void {
    this.#batches++;
    this.#isDue = this.#batches % this.#steps === 0 || this.#loaders.at(-1)?.isLastBatch === true;
    if (this.#isDue) this.#batches = 0;
  }

  /** Gives the batches of a loader one late, and knows the last one. Loaders may be nested, as for evaluation. */
  async *watch<T>(loader: AsyncIterable<T>): AsyncGenerator<T, void> {
    const state = { isLastBatch: false };
    this.#loaders.push(state);
    try {
      let waiting: { batch: T } | undefined;
      for await (const batch of loader) {
        if (waiting) yield waiting.batch;
        waiting = { batch };
      }
      state.isLastBatch = true;
      if (waiting) yield waiting.batch;
    } finally {
      this.#loaders.splice(this.#loaders.indexOf(state), 1);
    }
  }
}
