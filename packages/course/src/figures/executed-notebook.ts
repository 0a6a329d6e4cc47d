import { join } from "node:path";
import { type Notebook, readNotebook } from "@llm-course/kernel";
import { sourceHash } from "../run/run-hash.ts";

/**
 * A chapter's notebook as the last run left it; as it is stored, where the output folder has that of another state.
 *
 * @param notebook as it is stored
 * @param output where the last run left the executed notebooks
 */
export async function executedNotebook(slug: string, notebook: Notebook, output: string): Promise<Notebook> {
  const executed = await readNotebook(join(output, "notebooks", `${slug}.ipynb`)).catch(() => undefined);
  return executed && sourceHash(executed) === sourceHash(notebook) ? executed : notebook;
}
