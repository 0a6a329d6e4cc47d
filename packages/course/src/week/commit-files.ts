import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Git } from "../git/git.ts";

/**
 * Commits these files as they are in the work tree, and no others, and tags the commit: both or neither. It is built with an
 * index of its own, so that a failure leaves the repository as it was. What the repository's own index says of these files
 * is put right afterwards; where that fails, because another git has it, the commit stands and a warning says what to do.
 *
 * @param files in the repository; deleted ones too. With none, only the tag is made.
 * @param head the commit that it follows, and that must still be checked out
 * @returns the commit, and a warning where the index is behind; undefined where the files are as in `head`
 * @throws GitError, before anything was changed
 */
export async function commitFiles(
  files: readonly string[],
  { git, head, message, tag }: { git: Git; head: string; message: string; tag: string },
): Promise<{ commit: string; warning?: string } | undefined> {
  if (files.length === 0) {
    await git(["update-ref", `refs/tags/${tag}`, head, ""]);
    return { commit: head };
  }
  const input = files.map((file) => `${file}\0`).join("");
  const stage = ["update-index", "--add", "--remove", "-z", "--stdin"];
  const folder = await mkdtemp(join(tmpdir(), "week-"));
  try {
    const index = join(folder, "index");
    await git(["read-tree", head], { index });
    await git(stage, { index, input });
    const tree = (await git(["write-tree"], { index })).trim();
    if (tree === (await git(["rev-parse", `${head}^{tree}`])).trim()) return undefined;
    const commit = (await git(["commit-tree", tree, "-p", head, "-F", "-"], { input: message })).trim();
    const refs = [`update HEAD ${commit} ${head}`, `create refs/tags/${tag} ${commit}`];
    const subject = message.split("\n")[0];
    await git(["update-ref", "-m", `commit: ${subject}`, "--stdin"], {
      input: ["start", ...refs, "prepare", "commit", ""].join("\n"),
    });
    // The repository's own index still has what these files were before.
    const problem = await git(stage, { input }).then(
      () => undefined,
      (error: Error) => error.message,
    );
    if (problem === undefined) return { commit };
    return {
      commit,
      warning: `the week is committed, but git's index is behind it; before you commit again: git reset -q (${problem})`,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
