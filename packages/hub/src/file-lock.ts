import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";

const SQLITE_BUSY = 5;
const pollInterval = 50;

/**
 * Takes the lock of a file until what it gives is disposed of. Node has no file lock of its own; SQLite's exclusive
 * transaction is one, on every system, and the operating system frees it when its holder dies, so there are no stale
 * locks to guess about. The file stays, empty: removing it would race with the next holder.
 *
 * @returns undefined where another process, worker or call holds it
 */
export function takeFileLock(path: string): Disposable | undefined {
  const database = new DatabaseSync(path, { timeout: 0 });
  if (tryLock(database)) return database;
  database.close();
  return undefined;
}

/** Runs `work` while no other process, worker or call holds the same lock file. */
export async function withFileLock<T>(
  path: string,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  using database = new DatabaseSync(path, { timeout: 0 });
  while (!tryLock(database)) {
    await sleep(pollInterval);
    signal?.throwIfAborted();
  }
  return await work();
}

function tryLock(database: DatabaseSync): boolean {
  try {
    database.exec("BEGIN EXCLUSIVE");
    return true;
  } catch (error) {
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return false;
    throw error;
  }
}
