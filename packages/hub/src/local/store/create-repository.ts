import { mkdir, mkdtemp, open, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { RepositoryFolderError } from "./errors.ts";
import { defaultLeftoverAges, removeUnfinishedRepositories } from "./remove-leftovers.ts";
import { runGit } from "./run-git.ts";
import { syncFolder } from "./sync-folder.ts";

/** Makes an empty bare repository: whole and on the disk, or not at all. @throws RepositoryFolderError where something is */
export async function createRepository(folder: string, defaultBranch: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  await removeUnfinishedRepositories(folder, defaultLeftoverAges);
  const temporary = await mkdtemp(`${folder}.tmp-`);
  try {
    await runGit(temporary, [
      "init",
      "--quiet",
      "--bare",
      "--template=",
      `--initial-branch=${defaultBranch}`,
    ]);
    for (const name of ["HEAD", "config"]) {
      await using file = await open(join(temporary, name), "r+");
      await file.sync();
    }
    await Promise.all(["objects", "refs", "."].map((name) => syncFolder(join(temporary, name))));
    // Renaming would replace an empty folder on some systems.
    if (await exists(folder)) throw new RepositoryFolderError("a folder that does not exist yet", folder);
    await rename(temporary, folder);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    if (await exists(folder)) throw new RepositoryFolderError("a folder that does not exist yet", folder);
    throw error;
  }
  await syncFolder(dirname(folder));
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );
