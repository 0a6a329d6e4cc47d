import type { BlobStore } from "../store/blob-store.ts";
import { isRepository, type Repository } from "../store/repository.ts";
import type { HubLayout } from "./hub-layout.ts";
import type { MultipartUploads } from "./multipart-uploads.ts";
import type { RepositoryPool } from "./repository-pool.ts";

/** Removes what nobody refers to and packs the rest, while repositories are made, moved and deleted. */
export class Housekeeping {
  readonly #layout: HubLayout;
  readonly #pool: RepositoryPool;
  /** How many moves of repositories have begun, and those that have not ended. */
  #moves = 0;
  readonly #moving = new Set<Promise<void>>();
  constructor(layout: HubLayout, pool: RepositoryPool) {
    this.#layout = layout;
    this.#pool = pool;
  }

  /** Removes objects that no commit refers to, and uploads that nobody ended. @returns sha256 of the objects */
  async collectOrphans(
    { blobs, multipart }: { blobs: BlobStore; multipart: MultipartUploads },
    options: { olderThanMs: number },
  ): Promise<string[]> {
    await multipart.collect(options);
    return blobs.collect(this.#reachableObjects(), options);
  }

  /** Packs what commits and pushes left in many files, where it is many. @param signal checked between repositories */
  async maintain(signal?: AbortSignal): Promise<void> {
    await this.#withEach(async (repository) => {
      if (!signal?.aborted) await repository.maintain(signal);
    });
  }

  /** Moves a repository to where whoever looks at all of them may have looked already. */
  async move(from: string, to: string): Promise<void> {
    this.#moves += 1;
    const move = this.#layout.move(from, to);
    this.#moving.add(move);
    await move.finally(() => this.#moving.delete(move));
  }

  /** sha256 of all objects that a repository leads to; none is missed because its repository moved. */
  async *#reachableObjects(): AsyncGenerator<string> {
    const found = new Set<string>();
    for (let moves = -1; moves !== this.#moves; ) {
      while (this.#moving.size > 0) await Promise.allSettled(this.#moving);
      moves = this.#moves;
      await this.#withEach(async (repository) => {
        for await (const oid of repository.reachablePointers()) found.add(oid);
      });
    }
    yield* found;
  }

  /** Does something with each repository on disk; one that goes meanwhile is passed over. */
  async #withEach(work: (repository: Repository) => Promise<void>): Promise<void> {
    for await (const { folder } of this.#layout.repositories()) {
      try {
        await work(await this.#pool.get(folder));
      } catch (error) {
        if (await isRepository(folder)) throw error;
      }
    }
  }
}
