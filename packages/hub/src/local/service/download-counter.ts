import type { RepositoryIndex } from "../database/repository-index.ts";

/** Counts downloads in memory and writes them now and then: a statistic is not worth a write to disk each. */
export class DownloadCounter {
  readonly #index: RepositoryIndex;
  readonly #counts = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;
  constructor(index: RepositoryIndex, everyMs = 10_000) {
    this.#index = index;
    this.#timer = setInterval(() => this.flush(), everyMs).unref();
  }

  add(key: string): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  flush(): void {
    for (const [key, count] of this.#counts) this.#index.addDownloads(key, count);
    this.#counts.clear();
  }

  close(): void {
    clearInterval(this.#timer);
    this.flush();
  }
}
