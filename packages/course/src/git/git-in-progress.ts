import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { gitIn } from "./git.ts";

const unfinished = [
  ["MERGE_HEAD", "merge"],
  ["rebase-merge", "rebase"],
  ["rebase-apply", "rebase"],
  ["CHERRY_PICK_HEAD", "cherry-pick"],
  ["REVERT_HEAD", "revert"],
] as const;

/** What git was told to do in this repository and has not finished: "merge", "rebase", …; undefined when nothing, or no repository. */
export async function gitInProgress(folder: string): Promise<string | undefined> {
  const folders = await gitIn(folder)(["rev-parse", "--absolute-git-dir"]).catch(() => undefined);
  if (folders === undefined) return undefined;
  return unfinished.find(([file]) => existsSync(resolve(folders.trim(), file)))?.[1];
}
