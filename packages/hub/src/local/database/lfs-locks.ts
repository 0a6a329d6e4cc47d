import type { DatabaseSync } from "node:sqlite";
import { HubError } from "../hub-error.ts";

/** A file that somebody works on and asks others not to change. */
export interface LfsLock {
  id: string;
  path: string;
  user: string;
  lockedAt: Date;
}

interface Row {
  id: number;
  path: string;
  user: string;
  locked_at: number;
}

/** The locks of git-lfs, by the repository's key. Nobody is stopped by one but by their own git-lfs, when it pushes. */
export class LfsLocks {
  readonly #database: DatabaseSync;
  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** @throws HubError AlreadyExists, with the `lock` that is there */
  lock(repository: string, path: string, user: string): LfsLock {
    const { changes } = this.#database
      .prepare(
        "INSERT INTO lfs_locks (repository, path, user, locked_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
      )
      .run(repository, path, user, Date.now());
    const [lock] = this.list(repository, { path, limit: 1 });
    if (!lock) throw new Error("the lock that was made is not there");
    if (changes === 0)
      throw new HubError("AlreadyExists", `the file is locked already by ${lock.user}: ${path}`, {
        data: { lock: lockJson(lock) },
      });
    return lock;
  }

  /** In the order they were made; `after` is the id of the last one of the page before. */
  list(
    repository: string,
    { path, id, after = "0", limit }: { path?: string; id?: string; after?: string; limit: number },
  ): LfsLock[] {
    const rows = this.#database
      .prepare(
        `SELECT id, path, user, locked_at FROM lfs_locks
         WHERE repository = ? AND id > ? AND path = coalesce(?, path) AND id = coalesce(?, id) ORDER BY id LIMIT ?`,
      )
      .all(repository, Number(after), path ?? null, id === undefined ? null : Number(id), limit);
    return (rows as unknown as Row[]).map(({ id, path, user, locked_at }) => ({
      ...{ id: String(id), path, user },
      lockedAt: new Date(locked_at),
    }));
  }

  remove(repository: string, id: string): void {
    this.#database
      .prepare("DELETE FROM lfs_locks WHERE repository = ? AND id = ?")
      .run(repository, Number(id));
  }
}

/** A lock as git-lfs reads it. */
export const lockJson = ({ id, path, user, lockedAt }: LfsLock) => ({
  ...{ id, path },
  locked_at: lockedAt.toISOString(),
  owner: { name: user },
});
