import { randomUUID } from "node:crypto";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";

/**
 * Fills a folder with files that belong together. They are written into a temporary folder beside it. Where the
 * folder is new, that one is renamed; else its files replace those of the same name, and others stay. The file
 * `last`, without which the folder is not valid, is away while they do: a reader finds the old files, the new
 * ones, or a folder without it, but no mixture that looks whole. A failure to write changes nothing.
 *
 * @param path its parent folders are made
 * @param options.obsolete tells of a file in the folder, by its path with slashes, whether it belongs to the old
 *   files and must go. Default: none
 * @param fill writes the files into the temporary folder
 */
export async function replaceFolder(
  path: string,
  { last, obsolete = () => false }: { last: string; obsolete?: (file: string) => boolean },
  fill: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = resolve(path);
  await mkdir(dirname(folder), { recursive: true });
  const temporary = `${folder}.${randomUUID()}.tmp`;
  await mkdir(temporary);
  try {
    await fill(temporary);
    if (await exists(folder)) await moveInto(folder, temporary, { last, obsolete });
    else await rename(temporary, folder);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function moveInto(
  folder: string,
  temporary: string,
  { last, obsolete }: { last: string; obsolete: (file: string) => boolean },
): Promise<void> {
  await rm(join(folder, last), { force: true });
  for (const file of await listFiles(folder))
    if (obsolete(file.replaceAll(sep, "/"))) await rm(join(folder, file));
  const files = await listFiles(temporary);
  for (const file of [...files.filter((file) => file !== last), last]) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await rename(join(temporary, file), join(folder, file));
  }
}

/** Paths of the files in a folder and below, relative to it. */
async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)));
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
