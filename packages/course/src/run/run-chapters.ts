import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { checksFile, type NotebookChecks } from "./checks.ts";
import type { NotebookFile } from "./find-notebooks.ts";
import { type ChapterResult, type RunOptions, runChapter } from "./run-chapter.ts";
import { summaryPage } from "./summary-page.ts";
import { writeAtomically } from "./write-atomically.ts";

/** What `run --json` prints. */
export interface RunReport {
  notebooks: Pick<ChapterResult, "chapter" | "status" | "seconds" | "cells" | "skipped" | "rssMb">[];
}

/** The figures of a run, without the rest. */
export const runReport = (results: ChapterResult[]): RunReport => ({
  notebooks: results.map(({ chapter, status, seconds, cells, skipped, rssMb }) => ({
    chapter,
    status,
    seconds: Math.round(seconds * 10) / 10,
    cells,
    skipped,
    rssMb,
  })),
});

/**
 * Runs chapters, several at a time, each in a kernel of its own, and writes the summary page, the figures and the
 * executed checks to the output folder. An interrupted run writes none of these.
 *
 * @param onResult called as each chapter ends
 * @returns the results in the order of the files; fewer when interrupted
 */
export async function runChapters(
  files: NotebookFile[],
  { jobs, onResult, ...options }: RunOptions & { jobs: number; onResult?: (result: ChapterResult) => void },
): Promise<ChapterResult[]> {
  const results: ChapterResult[] = [];
  let next = 0;
  const worker = async () => {
    while (next < files.length && !options.signal.aborted) {
      const index = next++;
      const file = files[index];
      if (!file) return;
      const result = await runChapter(file, options);
      results[index] = result;
      onResult?.(result);
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  if (!options.signal.aborted) await writeResults(results, options);
  return results.filter(Boolean);
}

async function writeResults(
  results: ChapterResult[],
  { output, profile, device }: RunOptions,
): Promise<void> {
  await mkdir(output, { recursive: true });
  const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
  const checks = results.map((result) => result.checks);
  await writeAtomically(join(output, "run.json"), json(runReport(results)));
  await writeAtomically(join(output, "timings.json"), json(results.map(timings)));
  await writeAtomically(join(output, "checks.json"), json(merge(await readChecks(output), checks)));
  await writeAtomically(
    join(output, "index.html"),
    summaryPage(results, `profile ${profile}, device ${device}`),
  );
}

/** The seconds of each cell, for those who want to know where a chapter's time goes. */
const timings = ({ chapter, seconds, rssMb, downloadMb, timings }: ChapterResult) => ({
  chapter,
  seconds,
  rssMb,
  downloadMb,
  cells: timings,
});

/** Running one chapter keeps what the others proved. */
const merge = (before: NotebookChecks[], now: NotebookChecks[]): NotebookChecks[] => [
  ...new Map([...before, ...now].map((checks) => [checks.path, checks])).values(),
];

/** The checks of the last runs; none when nothing has been run yet. */
export async function readChecks(output: string): Promise<NotebookChecks[]> {
  const text = await readFile(join(output, "checks.json"), "utf8").catch(() => "[]");
  return checksFile.parse(JSON.parse(text));
}
