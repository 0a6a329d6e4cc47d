import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { CourseError } from "../errors.ts";
import { type Git, zeroSeparated } from "../git/git.ts";
import { gitInProgress } from "../git/git-in-progress.ts";

/**
 * Makes sure that a commit can be made here: the repository's root, nothing begun and not finished, no conflicts.
 *
 * @returns the commit that is checked out
 * @throws CourseError otherwise
 */
export async function checkRepository(root: string, git: Git): Promise<string> {
  const prefix = (await git(["rev-parse", "--show-prefix"])).trim();
  if (prefix !== "") throw new CourseError(`the root of a git repository expected: ${root}`);
  const [conflict] = zeroSeparated(await git(["ls-files", "-u", "-z"])).map((entry) => entry.split("\t")[1]);
  const what = await gitInProgress(root);
  if (what !== undefined) {
    const finish = what === "merge" ? "git commit" : `git ${what} --continue`;
    const where = conflict === undefined ? "" : `, with a conflict in ${conflict}`;
    throw new CourseError(
      `a ${what} is in progress${where}; npx -y pnpm@12 course doctor helps with notebooks. Finish it with ${finish}, or give it up with git ${what} --abort`,
    );
  }
  const lock = (await git(["rev-parse", "--git-path", "index.lock"])).trim();
  if (existsSync(resolve(root, lock)))
    throw new CourseError(
      `another git is at work here, wait for it; if there is none, remove its lock: ${lock}`,
    );
  if (conflict !== undefined)
    throw new CourseError(`conflicts that are resolved expected (git add), but there is one in ${conflict}`);
  return (
    await git(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]).catch(() => {
      throw new CourseError("a repository with a commit expected, this has none yet");
    })
  ).trim();
}
