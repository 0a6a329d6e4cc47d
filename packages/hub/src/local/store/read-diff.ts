import { spawnGit, timeLimit } from "./run-git.ts";

const options = [
  "--first-parent",
  "--format=",
  "--patch",
  "--no-color",
  "--no-ext-diff",
  "--no-textconv",
  "--find-renames",
];

/** The patch of a commit against its first parent, at most `maxBytes` of it and whole lines. */
export async function readDiff(folder: string, commit: string, maxBytes: number): Promise<string> {
  const git = spawnGit(folder, ["show", ...options, commit], { timeout: timeLimit });
  git.stdin.end();
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of git.stdout) {
    parts.push(part);
    length += part.length;
    if (length > maxBytes) break;
  }
  const patch = Buffer.concat(parts);
  if (length > maxBytes) {
    git.kill();
    const end = patch.lastIndexOf(10, maxBytes - 1) + 1;
    return `${patch.toString("utf8", 0, end)}\\ Cut here: the patch has more than ${maxBytes} bytes\n`;
  }
  await git.done;
  return patch.toString("utf8");
}
