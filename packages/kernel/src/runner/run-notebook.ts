import { executeNotebook } from "./execute-notebook.ts";
import type { NotebookRun, RunOptions } from "./notebook-run.ts";
import { prepareNotebook } from "./prepare-notebook.ts";

/**
 * Runs a notebook in a kernel of its own, cell after cell until the first error, and gives the executed notebook. The
 * file is only read. What happens while it runs (an error in a cell, a time limit, a dead kernel) is in the result.
 *
 * @throws NotebookError when the file is not a notebook.
 * @throws KernelspecError when there is no such kernel, or the notebook names another one.
 */
export async function runNotebook(path: string, options: RunOptions): Promise<NotebookRun> {
  return executeNotebook(await prepareNotebook(path, options.kernelspec), options);
}
