import { mkdir, open, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { syncFolder } from "../store/sync-folder.ts";

const markerOf = (folder: string, oid: string) => join(folder, "lfs", oid.slice(0, 2), oid);

/**
 * Notes that a repository owns an LFS object, on disk before it returns. The BlobStore is shared: without this, who
 * knows the sha256 of a file in somebody's private repository could commit a pointer to it and download the file.
 * The note is an empty file in the bare repository, so that it moves and goes with it.
 */
export async function linkObject(folder: string, oid: string): Promise<void> {
  if (await ownsObject(folder, oid)) return;
  const path = markerOf(folder, oid);
  await mkdir(dirname(path), { recursive: true });
  const handle = await open(path, "a");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  for (const parent of [dirname(path), join(folder, "lfs"), folder]) await syncFolder(parent);
}

export async function ownsObject(folder: string, oid: string): Promise<boolean> {
  if (!/^[0-9a-f]{64}$/.test(oid)) return false;
  return stat(markerOf(folder, oid)).then(
    (stats) => stats.isFile(),
    () => false,
  );
}
