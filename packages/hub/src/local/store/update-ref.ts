import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { GitError, RefExistsError } from "./errors.ts";
import { removeStaleLock } from "./remove-leftovers.ts";
import { runGit } from "./run-git.ts";
import { syncFolder } from "./sync-folder.ts";

const none = "0".repeat(40);

export interface RefUpdate {
  /** In full, such as `refs/heads/main`. */
  ref: string;
  /** Where it shall be; `undefined` removes it. */
  to: string | undefined;
  /** Where it must be for that; `undefined`: nowhere yet; `"any"`: wherever it is. */
  from: string | undefined;
}

/**
 * Moves a ref if it still is where the caller saw it, also against other processes and pushes. On the disk when this
 * resolves.
 *
 * @param staleLockAge milliseconds after which whoever locks the ref is taken for dead
 * @returns whether it was there, so whether it moved
 * @throws RefExistsError where a ref's name is a folder of another's; StorageFullError, GitError
 */
export async function updateRef(folder: string, update: RefUpdate, staleLockAge: number): Promise<boolean> {
  const { ref, to = none, from = none } = update;
  const command = `update ${ref}\0${to}\0${from === "any" ? "" : from}\0`;
  for (;;) {
    try {
      await runGit(folder, ["update-ref", "-z", "--stdin"], [command]);
      break;
    } catch (error) {
      if (!(error instanceof GitError)) throw error;
      const { stderr } = error;
      if (/but expected|reference already exists|unable to resolve reference/.test(stderr)) return false;
      if (/cannot create '/.test(stderr)) throw new RefExistsError(ref);
      const [, lock] = /Unable to create '(.+\.lock)': File exists/.exec(stderr) ?? [];
      if (lock === undefined) throw error;
      // git has waited a second for it. A writer that died holding it would be waited for without end.
      await removeStaleLock(folder, lock, staleLockAge);
      await sleep(10);
    }
  }
  const kinds = join(folder, "refs");
  for (let path = dirname(join(folder, ref)); path.length > kinds.length; path = dirname(path)) {
    await syncFolder(path);
  }
  // A ref that goes is taken out of `packed-refs`, too.
  if (update.to === undefined) await syncFolder(folder);
  return true;
}
