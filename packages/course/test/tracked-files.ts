import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../src/run/project.ts";

/** The files git tracks, relative to the repository, with `/`; none when this is not a git checkout. */
export function trackedFiles(): string[] {
  const git = spawnSync("git", ["ls-files", "-z"], { cwd: projectRoot, encoding: "utf8" });
  const files = git.status === 0 ? git.stdout.split("\0").filter(Boolean) : [];
  // Some may be deleted and not yet committed.
  return files.filter((file) => statSync(join(projectRoot, file), { throwIfNoEntry: false })?.isFile());
}
