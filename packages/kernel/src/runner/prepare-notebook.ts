import { KernelspecError } from "./errors.ts";
import type { Notebook } from "./notebook.ts";
import { type Kernelspec, readKernelspec } from "./read-kernelspec.ts";
import { readNotebook } from "./read-notebook.ts";

/** All that is read from disk before a kernel is started. */
export interface PreparedNotebook {
  path: string;
  notebook: Notebook;
  kernelspec: Kernelspec;
}

/**
 * Reads a notebook and the kernelspec it is to run in.
 *
 * @throws NotebookError, or KernelspecError also when the notebook names another kernel.
 */
export async function prepareNotebook(path: string, kernelspecFolder: string): Promise<PreparedNotebook> {
  const notebook = await readNotebook(path);
  const kernelspec = await readKernelspec(kernelspecFolder);
  const wanted = notebook.metadata.kernelspec?.name ?? kernelspec.name;
  if (wanted !== kernelspec.name) {
    throw new KernelspecError(
      `${path}: expected a notebook of the kernel "${kernelspec.name}", set metadata.kernelspec.name; got "${wanted}"`,
    );
  }
  return { path, notebook, kernelspec };
}
