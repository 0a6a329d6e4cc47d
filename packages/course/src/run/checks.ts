import type { NotebookRun } from "@llm-course/kernel";
import { z } from "zod";
import { courseCells } from "./course-cells.ts";
import { platform } from "./project.ts";
import { sourceHash } from "./run-hash.ts";

/** What one notebook's last run proved: its `check` cells that executed, by the capabilities they cover. */
const notebookChecks = z.object({
  path: z.string(),
  /** Of the notebook's sources at that run: a changed notebook has proved nothing yet. */
  hash: z.string(),
  checks: z.array(z.object({ cell: z.string(), covers: z.array(z.string()) })),
  /** Missing where an older version of the course ran it, or where nothing could be run. */
  run: z
    .object({
      passed: z.boolean(),
      /** Of the code cells, those that were executed. */
      cells: z.number(),
      seconds: z.number(),
      peakRssMb: z.number().optional(),
      downloadedBytes: z.number().optional(),
      platform: z.string(),
      profile: z.string(),
    })
    .optional(),
});

export const checksFile = z.array(notebookChecks);
export type NotebookChecks = z.infer<typeof notebookChecks>;

/**
 * The `check` cells of a run that executed without error, and what it took.
 *
 * @param path as it is stored: relative to the repository
 */
export function executedChecks(path: string, run: NotebookRun, profile: string): NotebookChecks {
  const executed = new Set(run.cells.filter(({ status }) => status === "ok").map(({ id }) => id));
  const checks = courseCells(run.notebook)
    .filter(({ id, tags }) => tags.includes("check") && executed.has(id))
    .map(({ id, covers }) => ({ cell: id, covers }));
  const { executed: cells, seconds, peakRssMb, downloadedBytes } = run;
  return {
    path,
    hash: sourceHash(run.notebook),
    checks,
    run: { passed: run.status === "passed", cells, seconds, peakRssMb, downloadedBytes, platform, profile },
  };
}
