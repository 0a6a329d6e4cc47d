import { lstatSync } from "node:fs";
import { join } from "node:path";
import { formatBytes } from "../doctor/format-bytes.ts";
import { CourseError } from "../errors.ts";
import { type Git, zeroSeparated } from "../git/git.ts";
import type { Plan, Week } from "../plan/index.ts";
import { belongsToWeek } from "./week-files.ts";

/** The most bytes of a file in a week's commit: every clone has it from then on, and a commit cannot be taken back. */
const largest = 10 * 2 ** 20;

/**
 * The files of a week that differ from the last commit, new and deleted ones too.
 *
 * @returns also a line for each that is left out: repositories inside of this one, names that are not UTF-8, large files
 * @throws CourseError when other files are staged: who staged them wants another commit
 */
export async function changedFiles(
  week: Week,
  plan: Plan,
  { root, git }: { root: string; git: Git },
): Promise<{ files: string[]; leftOut: string[] }> {
  const belongs = (path: string) => belongsToWeek(path, week, plan, root);
  const staged = zeroSeparated(await git(["diff", "--cached", "--name-only", "--no-renames", "-z"]));
  const others = staged.filter((path) => !belongs(path));
  if (others.length > 0) {
    const more = others.length > 3 ? ` and ${others.length - 3} more` : "";
    throw new CourseError(
      `only files of week ${week.number} may be staged; commit these first, or take them back (git restore --staged): ${others.slice(0, 3).join(", ")}${more}`,
    );
  }
  // Not `status`, which counts what is staged and was taken back in the work tree since.
  const folders = ["--", "work", "journal", "summaries"];
  const changed = await git(["diff", "--name-only", "--no-renames", "-z", "HEAD", ...folders]);
  const added = await git(["ls-files", "--others", "--exclude-standard", "-z", ...folders]);
  const paths = [...new Set(zeroSeparated(changed + added))].filter(belongs).sort();
  const problems = new Map(paths.map((path) => [path, problemOf(path, root)]));
  return {
    files: paths.filter((path) => problems.get(path) === undefined),
    leftOut: [...problems.values()].filter((problem) => problem !== undefined),
  };
}

/** Why a file is not committed, and the way out; undefined where it is. */
function problemOf(path: string, root: string): string | undefined {
  // What `git` printed was read as UTF-8, so nothing goes by this name.
  if (path.includes("\uFFFD")) return `left out, since its name is not UTF-8; rename it: ${path}`;
  const found = lstatSync(join(root, path), { throwIfNoEntry: false });
  if (found?.isDirectory())
    return `left out, since it is a git repository of its own; move it elsewhere, or delete the .git in it so that its files count: ${path}`;
  if (!found || found.size <= largest) return undefined;
  return `left out, ${formatBytes(found.size)}, since every clone would have it for ever (limit ${formatBytes(largest)}); push it to a Hub, keep it outside of work/, or commit it yourself: ${path}`;
}
