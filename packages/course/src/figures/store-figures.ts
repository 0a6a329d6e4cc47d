import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { readNotebook } from "@llm-course/kernel";
import { chapters } from "../data/chapters.ts";
import type { ChapterResult } from "../run/run-chapter.ts";
import { writeAtomically } from "../run/write-atomically.ts";
import { figuresText } from "./figures-text.ts";
import { figuresPath } from "./read-figures.ts";

/**
 * Writes the figures of chapters that a run has passed and stored, to `summaries/figures.json`. Other notebooks have none there.
 *
 * @param output where the run left the executed notebooks
 */
export async function storeFigures(
  results: readonly ChapterResult[],
  { root, output }: { root: string; output: string },
): Promise<void> {
  const executed = [];
  for (const { chapter: slug, status, checks } of results) {
    const path = `notebooks/${slug}.ipynb`;
    if (status !== "passed" || checks.path !== path || !chapters.some((each) => each.slug === slug)) continue;
    executed.push({ slug, notebook: await readNotebook(join(root, path)), record: checks });
  }
  if (executed.length === 0) return;
  await mkdir(dirname(join(root, figuresPath)), { recursive: true });
  await writeAtomically(join(root, figuresPath), await figuresText(executed, { root, output }));
}
