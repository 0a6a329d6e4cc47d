import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Notebook, readNotebook } from "@llm-course/kernel";
import { FileError } from "../errors.ts";
import type { NotebookChecks } from "../run/checks.ts";
import { sourceHash } from "../run/run-hash.ts";
import { conflictLine } from "../status/section-progress.ts";

/** Where the notebooks are, and the records of their last runs. */
export interface LastRuns {
  root: string;
  checks: readonly NotebookChecks[];
}

/**
 * A notebook with the record of its last run, where that passed and the notebook has not changed since.
 *
 * @throws FileError for a conflict in it; NotebookError for what is no notebook
 */
export async function lastRun(
  file: string,
  { root, checks }: LastRuns,
): Promise<{ notebook: Notebook; record?: NotebookChecks }> {
  const line = conflictLine(readFileSync(join(root, file), "utf8"));
  if (line !== undefined)
    throw new FileError(`a merge conflict; npx -y pnpm@12 course doctor says what mends it: ${file}`, {
      file,
      line,
    });
  const notebook = await readNotebook(join(root, file));
  const record = checks.find(({ path }) => path === file);
  return record?.run?.passed && record.hash === sourceHash(notebook) ? { notebook, record } : { notebook };
}
