import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { syncFolder } from "../store/sync-folder.ts";

/**
 * Waits until the names that a push has made are on the disk. git itself waits for the files: objects and refs, not for
 * the folders that they are in.
 *
 * @param folder the bare repository's
 */
export async function syncRefs(folder: string): Promise<void> {
  const objects = join(folder, "objects");
  const names = (await readdir(objects)).filter((name) => /^(?:[0-9a-f]{2}|pack)$/.test(name));
  await Promise.all(names.map((name) => syncFolder(join(objects, name))));
  await syncFolder(objects);
  const refs = join(folder, "refs");
  const nested = await readdir(refs, { withFileTypes: true, recursive: true });
  for (const entry of nested) if (entry.isDirectory()) await syncFolder(join(entry.parentPath, entry.name));
  await syncFolder(refs);
  await syncFolder(folder);
}
