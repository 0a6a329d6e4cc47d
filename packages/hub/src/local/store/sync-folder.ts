import { open } from "node:fs/promises";

/**
 * Waits until the names in a folder are on the disk, those that were just renamed into it, too. Windows has no such call
 * and no need of it.
 */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r").catch((error: NodeJS.ErrnoException) => {
    // An object that was in a pack already has no folder of its own.
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (handle === undefined) return;
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
