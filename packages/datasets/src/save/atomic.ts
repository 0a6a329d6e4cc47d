import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, rename, rm, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { DatasetError, SaveError } from "../errors.ts";
import { saveAtomically } from "./save-atomically.ts";

/**
 * Makes a folder of what `fill` writes. It is written beside its place and renamed when it is complete; a folder that was
 * there is replaced then, and not before.
 *
 * @throws SaveError; what was begun is removed
 */
export async function atomicFolder(
  path: string,
  mayReplace: (folder: string) => Promise<boolean>,
  fill: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = resolve(path);
  if ((await stat(folder).catch(() => undefined)) && !(await mayReplace(folder)))
    throw new SaveError("a new folder, an empty one, or one with a dataset expected", folder);
  let temporary: string | undefined;
  let old: string | undefined;
  try {
    await mkdir(dirname(folder), { recursive: true });
    temporary = await mkdtemp(`${folder}.tmp-`);
    await fill(temporary);
    if (await stat(folder).catch(() => undefined)) {
      old = `${folder}.old-${randomUUID()}`;
      await rename(folder, old);
    }
    await rename(temporary, folder);
  } catch (cause) {
    if (temporary) await rm(temporary, { recursive: true, force: true });
    if (old && !(await stat(folder).catch(() => undefined))) await rename(old, folder);
    throw saveError(cause, folder);
  }
  if (old) await rm(old, { recursive: true, force: true });
}

/** Writes a file beside its place, and renames it when it is complete. @throws SaveError */
export async function atomicFile(path: string, write: (temporary: string) => Promise<void>): Promise<void> {
  const file = resolve(path);
  try {
    await saveAtomically(file, write);
  } catch (cause) {
    throw saveError(cause, file);
  }
}

function saveError(cause: unknown, path: string): unknown {
  if (cause instanceof DatasetError) return cause;
  const { message, code } = cause as NodeJS.ErrnoException;
  if (code === "ENOSPC" || /No space left on device/.test(message))
    return new SaveError(
      "space on the disk expected, there is none left; free some, or choose another place",
      path,
      { cause },
    );
  if (code === "EACCES" || code === "EPERM" || code === "EROFS")
    return new SaveError("a place that may be written to expected", path, { cause });
  return new SaveError(`it cannot be written (${message.split("\n")[0]})`, path, { cause });
}
