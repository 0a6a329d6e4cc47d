import type { NotebookRun } from "@llm-course/kernel";
import { z } from "zod";
import { courseCells } from "./course-cells.ts";
import { sourceHash } from "./run-hash.ts";

/** What one notebook's last run proved: its `check` cells that executed, by the capabilities they cover. */
const notebookChecks = z.object({
  path: z.string(),
  /** Of the notebook's sources at that run: a changed notebook has proved nothing yet. */
  hash: z.string(),
  checks: z.array(z.object({ cell: z.string(), covers: z.array(z.string()) })),
});

export const checksFile = z.array(notebookChecks);
export type NotebookChecks = z.infer<typeof notebookChecks>;

/**
 * The `check` cells of a run that executed without error.
 *
 * @param path as it is stored: relative to the repository
 */
export function executedChecks(path: string, run: NotebookRun): NotebookChecks {
  const passed = new Set(run.cells.filter(({ status }) => status === "ok").map(({ id }) => id));
  const checks = courseCells(run.notebook)
    .filter(({ id, tags }) => tags.includes("check") && passed.has(id))
    .map(({ id, covers }) => ({ cell: id, covers }));
  return { path, hash: sourceHash(run.notebook), checks };
}
