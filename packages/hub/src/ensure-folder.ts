import { mkdir, mkdtemp, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Makes a folder once. `fill` writes into a temporary folder beside it, which is renamed when it is full: a
 * folder of this path is always complete. Where two processes do it at once, the second keeps the first's.
 *
 * @param path absolute, and naming its content: it is never made again
 */
export async function ensureFolder(path: string, fill: (folder: string) => Promise<void>): Promise<string> {
  if (await isFolder(path)) return path;
  await mkdir(dirname(path), { recursive: true });
  const temporary = await mkdtemp(`${path}.tmp-`);
  try {
    await fill(temporary);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    // Renaming onto a folder that another process finished meanwhile fails, with a code that differs by system.
    if (!(await isFolder(path))) throw error;
  }
  return path;
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}
