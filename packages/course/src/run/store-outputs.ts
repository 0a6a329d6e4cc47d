import { availableParallelism } from "node:os";
import { isDeepStrictEqual } from "node:util";
import { type Notebook, type NotebookRun, readNotebook, writeNotebook } from "@llm-course/kernel";
import { z } from "zod";
import { CourseError } from "../errors.ts";
import { costChanged, roundCost, withCost } from "./cost.ts";
import { type NotebookRecord, notebookRecord } from "./notebook-record.ts";
import { platform } from "./project.ts";

/**
 * Stores a passed run in its notebook: outputs, what it ran on, and the cost line in the first cell.
 *
 * @param stored the notebook as it was before the run
 * @throws CourseError when the first cell is not Markdown, so that the cost line has no place, and when the file changed
 * during the run: the outputs are not those of what it has now
 */
export async function storeOutputs(
  path: string,
  stored: Notebook,
  run: NotebookRun,
  profile: string,
): Promise<void> {
  const [first, ...rest] = run.notebook.cells;
  if (first?.cell_type !== "markdown") {
    throw new CourseError(`the first cell must be Markdown, the cost is written there: ${path}`);
  }
  if (!isDeepStrictEqual(await readNotebook(path), stored)) {
    throw new CourseError(`changed while it ran, so it is left as it is; run it again: ${path}`);
  }
  const others = z.looseObject({}).catch({}).parse(stored.metadata.course);
  const previous = notebookRecord(stored)?.cost;
  const cost = previous && !costChanged(previous, run) ? previous : roundCost(run);
  const record: NotebookRecord = { platform, node: process.version, profile, cost };
  const source = cost === previous ? first.source : withCost(first.source, cost, availableParallelism());
  await writeNotebook(path, {
    ...run.notebook,
    metadata: { ...run.notebook.metadata, course: { ...others, ...record } },
    cells: [{ ...first, source }, ...rest],
  });
}
