import { access } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of an installed package, also where its `exports` hide its package.json. */
export async function packageFolder(name: string): Promise<string> {
  let folder = dirname(fileURLToPath(entry(name)));
  while (!(folder.endsWith(join("node_modules", name)) && (await isThere(join(folder, "package.json"))))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`no folder of the package ${name}`);
    folder = parent;
  }
  return folder;
}

/** A file of the package: what it exports, or where it exports nothing its package.json. */
function entry(name: string): string {
  try {
    return import.meta.resolve(name);
  } catch {
    return import.meta.resolve(`${name}/package.json`);
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
