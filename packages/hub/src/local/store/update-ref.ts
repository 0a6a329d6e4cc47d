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
  /** Where it must be for that; `undefined`: nowhere yet. `"any"`: wherever it is. */
  from: string | undefined | "any";
}

/**
 * Moves a ref if it still is where the caller saw it, also against other processes and pushes. On the disk when this
 * resolves.
 *
 * @returns whether it was there, so whether it moved
 * @throws RefExistsError where a ref's name is a folder of another's; StorageFullError, GitError
 */
export async function updateRef(folder: string, update: RefUpdate, staleLockAge: number): Promise<boolean> {
  const { ref, to = none, from = none } = update;
  const command = `update ${ref}\0${to}\0${from === "any" ? "" : from}\0`;
  for (;;) {
    try {
      await runGit(folder, ["update-ref", "--no-deref", "-z", "--stdin"], [command]);
      break;
    } catch (error) {
      if (!(error instanceof GitError)) throw error;
      if (
        /but expected|reference already exists|unable to resolve reference|reference is missing/.test(
          error.stderr,
        )
      ) {
        return false;
      }
      if (/cannot create '/.test(error.stderr)) throw new RefExistsError(ref);
      const [, lock] = /Unable to create '(.+\.lock)': File exists/.exec(error.stderr) ?? [];
      if (lock === undefined) throw error;
      // git has waited a second for it. A writer that died holding it would be waited for without end.
      await removeStaleLock(lock, staleLockAge);
      await sleep(10);
    }
  }
  await syncFolder(dirname(join(folder, ref)));
  await syncFolder(folder);
  return true;
}
