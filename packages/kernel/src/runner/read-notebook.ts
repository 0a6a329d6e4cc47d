import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { NotebookError } from "./errors.ts";
import { isObject, type Json, joinLines } from "./multiline.ts";
import { type Notebook, notebookSchema } from "./notebook.ts";

/**
 * Reads a notebook of nbformat 4.x as 4.5: cells that have no id, or one that an earlier cell has, get one made from
 * their text and place, the same on every read. Texts are strings, not arrays of lines; the order of keys is the file's.
 *
 * @throws NotebookError when the file is missing or not such a notebook.
 */
export async function readNotebook(path: string): Promise<Notebook> {
  const notebook = parseJson(path, await readText(path));
  if (!isObject(notebook) || !("nbformat" in notebook)) {
    throw new NotebookError(`${path}: expected a notebook, got JSON without nbformat`);
  }
  if (notebook.nbformat !== 4) {
    const upgrade = "upgrade it with: jupyter nbconvert --to notebook --inplace";
    throw new NotebookError(
      `${path}: expected nbformat 4, ${upgrade}; got nbformat ${JSON.stringify(notebook.nbformat)}`,
    );
  }
  joinLines(notebook);
  addIds(notebook);
  if (notebook.nbformat_minor === undefined || Number(notebook.nbformat_minor) < 5)
    notebook.nbformat_minor = 5;
  assertNotebook(path, notebook);
  return notebook;
}

/**
 * Checks a notebook without copying it, which would lose the order of its keys.
 *
 * @throws NotebookError naming the first field that is wrong.
 */
export function assertNotebook(path: string, notebook: unknown): asserts notebook is Notebook {
  const issue = notebookSchema.safeParse(notebook).error?.issues[0];
  if (issue) throw new NotebookError(`${path}: invalid notebook: ${issue.path.join(".")}: ${issue.message}`);
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new NotebookError(`${path}: cannot read the notebook: ${(error as NodeJS.ErrnoException).code}`);
  }
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new NotebookError(`${path}: expected a notebook, got text that is not JSON`);
  }
}

function addIds(notebook: Json): void {
  if (!Array.isArray(notebook.cells)) return;
  const seen = new Set<unknown>();
  notebook.cells = notebook.cells.map((cell: unknown, index) => {
    if (!isObject(cell)) return cell;
    if (cell.id !== undefined && !seen.has(cell.id)) {
      seen.add(cell.id);
      return cell;
    }
    const id = createHash("sha256").update(`${index}:${cell.source}`).digest("hex").slice(0, 8);
    seen.add(id);
    // Jupyter sorts keys: cell_type, execution_count, id, metadata, ...
    const { cell_type, execution_count, id: _, ...rest } = cell;
    return { cell_type, ...(execution_count === undefined ? {} : { execution_count }), id, ...rest };
  });
}
