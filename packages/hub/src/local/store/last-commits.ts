import { commitFields, commitFormat, parseCommit } from "./read-log.ts";
import { spawnGit, timeLimit } from "./run-git.ts";
import type { Commit } from "./types.ts";

/**
 * The newest commit that changed each path, or something below it. Reads the history from the newest commit on, and no
 * further than needed.
 *
 * @param paths checked, without repetitions
 */
export async function lastCommits(
  folder: string,
  commit: string,
  paths: string[],
): Promise<Map<string, Commit>> {
  const found = new Map<string, Commit>();
  const missing = new Set(paths);
  if (missing.size === 0) return found;
  // `-c`: of a merge, only what it has as none of its parents had it.
  const options = ["-z", "-c", "--name-only", "--no-renames", commitFormat, "--stdin"];
  const git = spawnGit(folder, ["log", ...options], { timeout: timeLimit });
  git.stdin.end(`${commit}\n--\n${paths.map((path) => `${path}\n`).join("")}`);
  let fields: string[] = [];
  for await (const token of splitAtNul(git.stdout)) {
    if (fields.length === commitFields && token.startsWith("/")) fields = [];
    if (fields.length < commitFields) {
      fields.push(token);
      continue;
    }
    for (const path of prefixes(token.replace(/^\n/, ""))) {
      if (missing.delete(path)) found.set(path, parseCommit(fields));
    }
    if (missing.size === 0) {
      git.kill();
      return found;
    }
  }
  await git.done;
  return found;
}

/** `a/b/c` and the folders it is in. */
function prefixes(path: string): string[] {
  const names = path.split("/");
  return names.map((_, index) => names.slice(0, index + 1).join("/"));
}

async function* splitAtNul(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    rest = Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
      yield rest.toString("utf8", 0, end);
      rest = rest.subarray(end + 1);
    }
  }
}
