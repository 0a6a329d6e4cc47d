import { readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { git } from "../../git.ts";

/** sha256 of the LFS objects that a commit of the repositories names. */
function named(repositories: string[]): Set<string> {
  const oids = new Set<string>();
  for (const folder of repositories) {
    const ids = git(folder, ["rev-list", "--objects", "--all"])
      .split("\n")
      .flatMap((line) => line.slice(0, 40) || []);
    const infos = git(
      folder,
      ["cat-file", "--batch-check=%(objectname) %(objecttype) %(objectsize)"],
      ids.join("\n"),
    );
    const small = infos.split("\n").flatMap((line) => {
      const [id = "", type, size] = line.split(" ");
      return type === "blob" && Number(size) < 200 ? [id] : [];
    });
    const contents = git(folder, ["cat-file", "--batch"], small.join("\n"));
    for (const [, oid = ""] of contents.matchAll(/^oid sha256:([0-9a-f]{64})$/gm)) oids.add(oid);
  }
  return oids;
}

/** Bare repositories of a Hub's folder, by `type/owner/name`. */
export async function repositoriesOf(folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const root = join(folder, "repositories");
  for (const type of await readdir(root))
    for (const owner of await readdir(join(root, type)))
      for (const name of await readdir(join(root, type, owner)))
        found.set(`${owner}/${name.replace(/\.git$/, "")}`, join(root, type, owner, name));
  return found;
}

/** Everything in a Hub's folder that a killed one left half done, or that nothing leads to: by kind, relative paths. */
export async function leftovers(
  folder: string,
): Promise<Record<"temporary" | "locks" | "orphans", string[]>> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).map((entry) => ({
    entry,
    path: relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"),
  }));
  const paths = files.filter(({ entry }) => entry.isFile()).map(({ path }) => path);
  const kept = named([...(await repositoriesOf(folder)).values()]);
  const temporary = /^(?:aside|uploads|objects\/incoming)\/|\.tmp|\/tmp_|\/incoming-|\.git\.tmp-/;
  return {
    temporary: paths.filter((path) => temporary.test(path)),
    locks: paths.filter((path) => path.endsWith(".lock")),
    orphans: paths.filter((path) => {
      const [, oid] = /^objects\/..\/..\/([0-9a-f]{64})$/.exec(path) ?? [];
      return oid !== undefined && !kept.has(oid);
    }),
  };
}
