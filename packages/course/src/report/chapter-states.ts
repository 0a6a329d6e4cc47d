import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Notebook, readNotebook } from "@llm-course/kernel";
import { type Chapter, chapters } from "../data/chapters.ts";
import { executedNotebook } from "../figures/executed-notebook.ts";
import type { ChapterFigures } from "../figures/read-figures.ts";
import type { NotebookChecks } from "../run/checks.ts";
import { notebookRecord } from "../run/notebook-record.ts";
import { sourceHash } from "../run/run-hash.ts";

/** A chapter, and what is known of its runs. */
export interface ChapterState {
  readonly chapter: Chapter;
  /** As it was executed, where there is one. */
  readonly notebook?: Notebook;
  /** Of the last run that passed. */
  readonly figures?: ChapterFigures;
  /** What keeps it from being done, for readers; missing where nothing does. */
  readonly problem?: string;
}

/**
 * All chapters of the course, with the notebooks that there are.
 *
 * @param output where the last run left its results
 * @param checks the records of the last runs
 */
export async function chapterStates(
  figures: Readonly<Record<string, ChapterFigures>>,
  { root, output, checks }: { root: string; output: string; checks: readonly NotebookChecks[] },
): Promise<ChapterState[]> {
  return Promise.all(
    chapters.map(async (chapter): Promise<ChapterState> => {
      const path = `notebooks/${chapter.slug}.ipynb`;
      if (!existsSync(join(root, path))) return { chapter, problem: "no notebook yet" };
      const stored = await readNotebook(join(root, path));
      const notebook = await executedNotebook(chapter.slug, stored, output);
      const record = checks.find((each) => each.path === path && each.hash === sourceHash(stored));
      const own = figures[chapter.slug];
      const problem = problemOf(stored, record, own !== undefined);
      return { chapter, notebook, ...(own && { figures: own }), ...(problem !== undefined && { problem }) };
    }),
  );
}

function problemOf(
  notebook: Notebook,
  record: NotebookChecks | undefined,
  hasFigures: boolean,
): string | undefined {
  if (record?.run && !record.run.passed) return "failed in the last run";
  if (notebookRecord(notebook) === undefined && !record) return "never executed";
  return hasFigures ? undefined : "executed, without recorded figures";
}
