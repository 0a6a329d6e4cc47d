import { costChanged, roundCost } from "../run/cost.ts";
import type { ExecutedChapter } from "../week/executed-chapters.ts";
import { executedNotebook } from "./executed-notebook.ts";
import { namedFigures } from "./named-figures.ts";
import { type ChapterFigures, readFigures } from "./read-figures.ts";

/**
 * The text of `summaries/figures.json` with these chapters as they were executed, and the others as they are.
 *
 * @param output where the last run left the executed notebooks
 * @throws FileError when what is there is no such file, or of another version
 */
export async function figuresText(
  executed: readonly ExecutedChapter[],
  { root, output }: { root: string; output: string },
): Promise<string> {
  const before = await readFigures(root);
  const now = await Promise.all(
    executed.map(
      async (chapter) => [chapter.slug, await figures(chapter, before[chapter.slug], output)] as const,
    ),
  );
  const all = Object.entries({ ...before, ...Object.fromEntries(now) });
  const sorted = Object.fromEntries(all.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify({ version: 1, chapters: sorted }, null, 2)}\n`;
}

async function figures(
  { slug, notebook, record }: ExecutedChapter,
  before: ChapterFigures | undefined,
  output: string,
): Promise<ChapterFigures> {
  const { run, checks } = record;
  if (!run) throw new Error(`a record with its run expected: ${record.path}`);
  const cost = before && !costChanged(before.cost, run) ? before.cost : roundCost(run);
  return {
    platform: run.platform,
    profile: run.profile,
    cost,
    cells: run.cells,
    checks: checks.length,
    capabilities: new Set(checks.flatMap(({ covers }) => covers)).size,
    figures: namedFigures(await executedNotebook(slug, notebook, output)),
  };
}
