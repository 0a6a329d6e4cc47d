import type { Dirent } from "node:fs";
import { readdir, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { withFileLock } from "../../file-lock.ts";

/** What dead writers leave, and how old it is before that is certain, in milliseconds. */
export interface LeftoverAges {
  /**
   * Files that lock a ref. A living writer holds one for as long as it takes to write 41 bytes to the disk.
   * Default: 10 seconds.
   */
  locks: number;
  /** Objects and uploads that are not whole. They change as long as something comes in. Default: one hour. */
  files: number;
}

export const defaultLeftoverAges: LeftoverAges = { locks: 10_000, files: 3_600_000 };

/**
 * Removes a lock whose writer is dead. One at a time looks and removes: between the two steps of another, the lock could
 * become that of a living writer.
 */
export async function removeStaleLock(folder: string, lock: string, age: number): Promise<void> {
  if (!(await isOlder(lock, age))) return;
  await withFileLock(join(folder, "stale-locks"), undefined, async () => {
    if (await isOlder(lock, age)) await rm(lock, { force: true });
  });
}

/**
 * Removes what writers that were killed have left in a bare repository: locks, objects, packs and pushes that are not
 * whole, and repositories beside it that were being made under its name.
 */
export async function removeLeftovers(folder: string, ages: LeftoverAges): Promise<void> {
  await removeStaleLocks(folder, ages.locks);
  const objects = join(folder, "objects");
  for (const entry of await list(objects)) {
    const path = join(objects, entry.name);
    if (entry.name.startsWith("tmp_") || entry.name.startsWith("incoming-"))
      await removeOld(path, ages.files);
    else if (entry.isDirectory()) {
      for (const file of await list(path)) {
        if (file.name.startsWith("tmp_")) await removeOld(join(path, file.name), ages.files);
      }
    }
  }
  await removeUnfinishedRepositories(folder, ages);
}

/** Removes the locks of a bare repository whose writers are dead. */
export async function removeStaleLocks(folder: string, age: number): Promise<void> {
  const refs = await list(join(folder, "refs"), { recursive: true });
  for (const { parentPath, name } of [...(await list(folder)), ...refs])
    if (name.endsWith(".lock")) await removeStaleLock(folder, join(parentPath, name), age);
}

/** Repositories that a killed process did not finish making at this place. */
export async function removeUnfinishedRepositories(folder: string, ages: LeftoverAges): Promise<void> {
  for (const { name } of await list(dirname(folder))) {
    if (name.startsWith(`${basename(folder)}.tmp-`)) await removeOld(join(dirname(folder), name), ages.files);
  }
}

async function removeOld(path: string, age: number): Promise<void> {
  const inside = await list(path, { recursive: true });
  for (const file of [path, ...inside.map(({ parentPath, name }) => join(parentPath, name))]) {
    if (!(await isOlder(file, age))) return;
  }
  await rm(path, { recursive: true, force: true });
}

async function isOlder(path: string, age: number): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > age;
}

async function list(folder: string, options: { recursive?: boolean } = {}): Promise<Dirent[]> {
  return await readdir(folder, { withFileTypes: true, ...options }).catch(() => []);
}
