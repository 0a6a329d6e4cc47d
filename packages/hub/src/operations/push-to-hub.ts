import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type PushedCommit, type PushFolderOptions, pushFolderToHub } from "./push-folder-to-hub.ts";

/** How something is shared, whatever it is. */
export type PushOptions = Omit<PushFolderOptions, "repo" | "allowPatterns" | "ignorePatterns">;

/**
 * Shares what `write` writes into a folder, which is temporary.
 *
 * @throws what `pushFolderToHub` throws
 */
export async function pushToHub(
  write: (folder: string) => Promise<void>,
  options: PushOptions & { repo: string },
): Promise<PushedCommit> {
  const folder = await mkdtemp(join(tmpdir(), "push-"));
  try {
    await write(folder);
    return await pushFolderToHub(folder, options);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
