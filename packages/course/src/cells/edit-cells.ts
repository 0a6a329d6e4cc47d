import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { basename, relative } from "node:path";
import { type Notebook, readNotebook, writeNotebook } from "@llm-course/kernel";
import { CourseError, FileError } from "../errors.ts";
import { openEditor } from "../lab/open-editor.ts";
import { sourceHash } from "../run/run-hash.ts";
import { applyCells } from "./apply-cells.ts";
import { cellsToText, textToCells } from "./cell-text.ts";

const head = /^\/\/ The cells of (?<name>.*), state (?<hash>[0-9a-f]{16})\r?\n/;

/** The text of a notebook file. Its first line says of which state it is, so that it is not applied to a later one. */
export async function exportCells(path: string): Promise<string> {
  const notebook = await readNotebook(path);
  return `// The cells of ${basename(path)}, state ${state(notebook)}\n${cellsToText(notebook.cells)}`;
}

const state = (notebook: Notebook): string => sourceHash(notebook).slice(0, 16);

/**
 * Puts the cells of a text into a notebook file; a text without changes leaves its bytes as they are.
 *
 * @param file the text's name in messages
 * @returns whether anything changed
 * @throws FileError when the text is no list of cells, or the notebook is not the one it was made from.
 */
export async function importCells(path: string, content: string, file: string): Promise<boolean> {
  const notebook = await readNotebook(path);
  const text = content.replace(/^\uFEFF/, ""); // some editors of Windows begin files so
  const [line, made] = [head.exec(text)?.[0] ?? "", head.exec(text)?.groups];
  if (made && made.hash !== state(notebook)) {
    const way = "write its cells anew with --out, or delete that line to apply them all the same";
    throw new FileError(`the notebook changed since, or is another one; ${way}: ${made.name}`, {
      file,
      line: 1,
    });
  }
  const changed = applyCells(notebook, textToCells(text.slice(line.length), file, line ? 2 : 1));
  if (JSON.stringify(changed) === JSON.stringify(notebook)) return false;
  await writeNotebook(path, changed);
  return true;
}

/**
 * Opens a notebook's cells as one `.cells.ts` file beside it, where imports resolve, in the editor; applies and removes the
 * file when the editor closes. What cannot be applied stays there.
 *
 * @returns whether anything changed
 * @throws CourseError when such a file is there already, from an edit that was not applied
 */
export async function editCells(path: string): Promise<boolean> {
  const file = path.replace(/(\.ipynb)?$/, ".cells.ts");
  const shown = relative(process.cwd(), file);
  if (existsSync(file)) {
    throw new CourseError(`cells of an earlier edit are there; apply them with --in, or delete: ${shown}`);
  }
  await writeFile(file, await exportCells(path), { flag: "wx" });
  await openEditor(file);
  const changed = await importCells(path, await readFile(file, "utf8"), shown);
  await rm(file);
  return changed;
}
