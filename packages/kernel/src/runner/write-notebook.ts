import { randomUUID } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { splitLines } from "./multiline.ts";
import type { Notebook } from "./notebook.ts";
import { assertNotebook } from "./read-notebook.ts";

/**
 * Writes a notebook as Jupyter does: one space of indentation, texts as arrays of lines, a newline at the end; keys keep
 * their order. The file is replaced at once, so a reader never sees half of it.
 *
 * @throws NotebookError when the notebook is not valid; the file is then left as it was.
 */
export async function writeNotebook(path: string, notebook: Notebook): Promise<void> {
  assertNotebook(path, notebook);
  const lines = structuredClone(notebook);
  splitLines(lines);
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);
  try {
    await writeFile(temporary, `${JSON.stringify(lines, null, 1)}\n`, { flag: "wx" });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
