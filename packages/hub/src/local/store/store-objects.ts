import { join } from "node:path";
import { GitError, UnsafeContentError } from "./errors.ts";
import type { GitObject } from "./git-object.ts";
import { packObjects } from "./pack-objects.ts";
import { runGit } from "./run-git.ts";
import { syncFolder } from "./sync-folder.ts";

/** Up to so many objects become a file each, as in a push; more stay together in a pack with an index. */
const maxLooseObjects = 50;

/**
 * Puts objects into a repository: checked as a push is, and on the disk when this resolves. Nothing names them yet, so a
 * process that dies in here leaves at most objects that nobody sees and `git gc` removes.
 *
 * @param objects those they name come before them, or are in the repository
 * @throws UnsafeContentError, StorageFullError, GitError
 */
export async function storeObjects(folder: string, objects: readonly GitObject[]): Promise<void> {
  const loose = objects.length <= maxLooseObjects;
  const command = loose ? ["unpack-objects", "-q", "--strict"] : ["index-pack", "--stdin", "--strict"];
  try {
    await runGit(folder, command, packObjects(objects));
  } catch (error) {
    const complaint =
      error instanceof GitError && /(?:error in \w+|object) [0-9a-f]{40}: \w+: .*/.exec(error.stderr);
    throw complaint ? new UnsafeContentError(complaint[0]) : error;
  }
  // git syncs the files. Their names are on the disk when the folders are.
  const folders = loose ? objects.map(({ oid }) => oid.slice(0, 2)) : ["pack"];
  await Promise.all([...new Set([".", ...folders])].map((name) => syncFolder(join(folder, "objects", name))));
}
