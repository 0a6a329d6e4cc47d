import { resolve } from "node:path";
import { projectRoot } from "./run/project.ts";

/**
 * The absolute path that a learner means, from the folder where the command was given; without a path, that folder.
 *
 * pnpm starts its scripts in the repository and keeps the learner's folder in INIT_CWD. All that these scripts start inherits the
 * variable, so it counts only for a process that stands where pnpm has put it.
 */
export function givenPath(path = ""): string {
  const cwd = process.cwd();
  return resolve((cwd === projectRoot && process.env.INIT_CWD) || cwd, path);
}
