import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { PackageDataError } from "../errors.ts";
import { packageFolder } from "./package-folder.ts";

/**
 * Files of an installed npm package, by their paths, in the order of these. What a model was trained on is known by its
 * hash: other bytes would be another training.
 *
 * @param folder within the package
 * @param pattern of their paths in the folder, with `/` on every system
 * @param sha256 of the files' bytes, one after the other
 * @throws PackageDataError where the package holds other bytes
 */
export async function readPackage(
  name: string,
  folder: string,
  pattern: RegExp,
  sha256: string,
): Promise<Map<string, Buffer>> {
  const path = join(await packageFolder(name), folder);
  const all = (await readdir(path, { recursive: true })).map((file) => file.replaceAll("\\", "/"));
  const names = all.filter((file) => pattern.test(file)).sort();
  const hash = createHash("sha256");
  const files = new Map<string, Buffer>();
  for (const file of names) {
    const bytes = await readFile(join(path, file));
    hash.update(bytes);
    files.set(file, bytes);
  }
  const found = hash.digest("hex");
  if (found !== sha256) throw new PackageDataError(name, sha256, found);
  return files;
}
