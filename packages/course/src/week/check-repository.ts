import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { CourseError } from "../errors.ts";
import { type Git, zeroSeparated } from "./git.ts";

/** What git has begun and not finished, by the file that says so. */
const unfinished = [
  ["MERGE_HEAD", "a merge", "git commit", "git merge --abort"],
  ["rebase-merge", "a rebase", "git rebase --continue", "git rebase --abort"],
  ["rebase-apply", "a rebase", "git rebase --continue", "git rebase --abort"],
  ["CHERRY_PICK_HEAD", "a cherry-pick", "git cherry-pick --continue", "git cherry-pick --abort"],
  ["REVERT_HEAD", "a revert", "git revert --continue", "git revert --abort"],
] as const;

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
  const paths = await git(["rev-parse", ...unfinished.flatMap(([name]) => ["--git-path", name])]);
  const found = unfinished[paths.split("\n").findIndex((path) => path && existsSync(resolve(root, path)))];
  if (found) {
    const [, what, finish, abort] = found;
    const where = conflict === undefined ? "" : `, with a conflict in ${conflict}`;
    throw new CourseError(
      `${what} is in progress${where}; npx -y pnpm@12 course doctor helps with notebooks. Finish it with ${finish}, or give it up with ${abort}`,
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
