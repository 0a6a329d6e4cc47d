import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Notebook } from "@llm-course/kernel";
import { chapters } from "../data/chapters.ts";
import { CourseError } from "../errors.ts";
import type { Week } from "../plan/index.ts";
import type { NotebookChecks } from "../run/checks.ts";
import { type LastRuns, lastRun } from "./last-run.ts";

/** A chapter's notebook, with the record of its last run. */
export interface ExecutedChapter {
  slug: string;
  notebook: Notebook;
  record: NotebookChecks;
}

/**
 * The notebooks of a week's chapters, with their runs.
 *
 * @returns also the titles of chapters that have no notebook yet
 * @throws CourseError when one of them did not execute since it changed; FileError for a conflict in one
 */
export async function executedChapters(
  week: Week,
  runs: LastRuns,
): Promise<{ executed: ExecutedChapter[]; missing: string[] }> {
  const executed: ExecutedChapter[] = [];
  const missing: string[] = [];
  const open: string[] = [];
  for (const number of week.chapters) {
    const chapter = chapters.find((each) => each.number === number);
    if (!chapter) continue;
    const path = `notebooks/${chapter.slug}.ipynb`;
    if (!existsSync(join(runs.root, path))) {
      missing.push(`chapter ${number} (${chapter.title}) has no notebook yet`);
      continue;
    }
    const { notebook, record } = await lastRun(path, runs);
    if (record) executed.push({ slug: chapter.slug, notebook, record });
    else open.push(path);
  }
  if (open.length > 0)
    throw new CourseError(
      `week ${week.number} has notebooks that did not execute since they changed; first: npx -y pnpm@12 course run ${open.join(" ")}`,
    );
  return { executed, missing };
}
