import { type OpenOptions, Repository } from "../store/repository.ts";

/** Open at a time; a repository ends its own processes when it is idle, so that this bounds what they remember. */
const maxOpen = 100;

/** Repositories that are open, the one that was used last at the end. */
export class RepositoryPool {
  readonly #open = new Map<string, Promise<Repository>>();
  readonly #options: OpenOptions;
  constructor(options: OpenOptions = {}) {
    this.#options = options;
  }

  async get(folder: string): Promise<Repository> {
    const found = this.#open.get(folder) ?? Repository.open(folder, this.#options);
    this.#open.delete(folder);
    this.#open.set(folder, found);
    found.catch(() => this.#open.delete(folder));
    const [oldest] = this.#open.keys();
    if (this.#open.size > maxOpen && oldest !== undefined) await this.close(oldest);
    return found;
  }

  async close(folder: string): Promise<void> {
    const found = this.#open.get(folder);
    this.#open.delete(folder);
    await found?.then(
      (repository) => repository.close(),
      () => undefined,
    );
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#open.keys()].map((folder) => this.close(folder)));
  }
}
