import type { ObjectReader } from "./object-reader.ts";
import { runGit } from "./run-git.ts";
import type { Refs } from "./types.ts";

const format =
  "%(refname)%00%(objecttype)%00%(objectname)%00%(if:equals=tag)%(objecttype)%(then)%(contents)%(end)%00";

/** Branches and tags by name. A tag of something that is no commit is left out. */
export async function listRefs(folder: string, objects: ObjectReader): Promise<Refs> {
  const output = await runGit(folder, ["for-each-ref", `--format=${format}`, "refs/heads", "refs/tags"]);
  const fields = output.toString("utf8").split("\0");
  const refs: Refs = { branches: [], tags: [] };
  for (let at = 0; at + 4 <= fields.length; at += 4) {
    const [line = "", type, oid = "", message = ""] = fields.slice(at, at + 4);
    const ref = line.trimStart();
    if (ref.startsWith("refs/heads/")) {
      refs.branches.push({ name: ref.slice("refs/heads/".length), commit: oid });
      continue;
    }
    const [commit] = type === "commit" ? [{ oid }] : await objects.info([`${oid}^{commit}`]);
    if (commit === undefined) continue;
    const name = ref.slice("refs/tags/".length);
    refs.tags.push({ name, commit: commit.oid, ...(type === "tag" && { message: message.trimEnd() }) });
  }
  return refs;
}
