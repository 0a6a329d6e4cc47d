import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { GitError } from "../sharing/git-client.ts";

/**
 * Runs this machine's `git` in a folder and gives what it prints, unchanged.
 *
 * @throws GitError with what git said, or that there is none
 */
export async function git(folder: string, ...args: string[]): Promise<string> {
  try {
    const env = { ...process.env, GIT_TERMINAL_PROMPT: "0", LC_ALL: "C" };
    return (await promisify(execFile)("git", args, { cwd: folder, env, maxBuffer: 2 ** 28 })).stdout;
  } catch (error) {
    const { stderr = "", message } = error as { stderr?: string; message: string };
    throw new GitError(`git ${args[0]} failed: ${stderr.trim() || message}`, { cause: error });
  }
}

const unfinished = [
  ["MERGE_HEAD", "merge"],
  ["rebase-merge", "rebase"],
  ["rebase-apply", "rebase"],
  ["CHERRY_PICK_HEAD", "cherry-pick"],
  ["REVERT_HEAD", "revert"],
] as const;

/** What git was told to do in this repository and has not finished: "merge", "rebase", …; undefined when nothing, or no repository. */
export async function gitInProgress(folder: string): Promise<string | undefined> {
  const folders = await git(folder, "rev-parse", "--absolute-git-dir").catch(() => undefined);
  if (folders === undefined) return undefined;
  return unfinished.find(([file]) => existsSync(resolve(folders.trim(), file)))?.[1];
}
