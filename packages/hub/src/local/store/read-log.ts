import { runGit } from "./run-git.ts";
import type { Commit } from "./types.ts";

/**
 * One commit in git's output under `-z`: fields that each end in NUL. No path in git begins with a slash, so the one
 * before the id tells a commit from the names of files that may follow it.
 */
export const commitFormat =
  "--format=/%H%x00%P%x00%an%x00%ct%x00%s%x00%b%x00%(trailers:key=Co-authored-by,valueonly,unfold)%x00";
export const commitFields = 7;

export function parseCommit(fields: string[]): Commit {
  const [id = "", parents = "", author = "", seconds = "", title = "", message = "", coAuthors = ""] = fields;
  const names = coAuthors.split("\n").map((line) => line.replace(/<[^>]*>\s*$/, "").trim());
  return {
    id: id.slice(1),
    parents: parents.split(" ").filter(Boolean),
    title,
    message: message.trimEnd(),
    authors: [...new Set([author, ...names.filter(Boolean)])],
    date: new Date(Number(seconds) * 1000),
  };
}

export interface LogOptions {
  /** Commits at most. Default: all. */
  limit?: number | undefined;
  /** Commits to leave out at the start. Default: 0. */
  skip?: number | undefined;
  /** Only commits that changed this file or folder. */
  path?: string | undefined;
}

/** The history of a commit, newest first. */
export async function readLog(folder: string, commit: string, options: LogOptions): Promise<Commit[]> {
  const { limit, skip = 0, path } = options;
  const output = await runGit(folder, [
    "log",
    "-z",
    commitFormat,
    `--skip=${skip}`,
    ...(limit === undefined ? [] : [`--max-count=${limit}`]),
    commit,
    "--",
    ...(path === undefined ? [] : [path]),
  ]);
  const fields = output.toString("utf8").split("\0");
  const commits: Commit[] = [];
  // A further NUL parts the commits.
  for (let at = 0; at + commitFields <= fields.length; at += commitFields + 1) {
    commits.push(parseCommit(fields.slice(at, at + commitFields)));
  }
  return commits;
}
