import { readFile } from "node:fs/promises";
import { relative } from "node:path";
import { type Notebook, readNotebook } from "@llm-course/kernel";
import { CourseError, FileError } from "../errors.ts";
import { conflictLine } from "../status/section-progress.ts";

/** Reads a notebook of a learner, which may be in the middle of a merge. */
export async function readCopy(path: string): Promise<Notebook> {
  const file = relative(process.cwd(), path);
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new CourseError(`cannot read the notebook (${error.code}): ${file}`);
  });
  const line = conflictLine(text);
  if (line === undefined) return readNotebook(path);
  throw new FileError(
    `git could not merge this notebook, run: npx -y pnpm@12 course doctor --merge ${file}`,
    { file, line },
  );
}
