import { executeNotebook } from "./execute-notebook.ts";
import type { NotebookRun, RunOptions } from "./notebook-run.ts";
import { prepareNotebook } from "./prepare-notebook.ts";

/**
 * Runs notebooks, `jobs` at a time (default 1), each in a kernel of its own, and gives their runs in the order of
 * `paths`. A notebook that fails does not keep the others from running.
 *
 * @throws NotebookError or KernelspecError, as `runNotebook` does, before any of them is started.
 */
export async function runNotebooks(
  paths: readonly string[],
  { jobs = 1, ...options }: RunOptions & { jobs?: number },
): Promise<NotebookRun[]> {
  const prepared = await Promise.all(paths.map((path) => prepareNotebook(path, options.kernelspec)));
  const runs: NotebookRun[] = [];
  const queue = prepared.entries();
  const work = async () => {
    for (const [index, notebook] of queue) runs[index] = await executeNotebook(notebook, options);
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return runs;
}
