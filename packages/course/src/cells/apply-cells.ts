import { randomUUID } from "node:crypto";
import type { Cell, Notebook } from "@llm-course/kernel";
import type { TextCell } from "./cell-text.ts";

/** Editors may change all line ends of a file, and no file holds half a character; neither is an edit of a cell. */
const unix = (text: string): string => text.replaceAll("\r\n", "\n").toWellFormed();

/**
 * The notebook with these cells, in their order. A cell is known by its id: what did not change is the notebook's own object
 * with its outputs and attachments, a changed code cell loses its outputs, a cell without an id is new.
 */
export function applyCells(notebook: Notebook, texts: readonly TextCell[]): Notebook {
  const known = new Map(notebook.cells.map((cell) => [cell.id, cell]));
  const cells = texts.map((text) => {
    const before = text.id === undefined ? undefined : known.get(text.id);
    return before?.cell_type === text.cell_type ? changedCell(before, text) : newCell(text);
  });
  return { ...notebook, cells };
}

function changedCell(before: Cell, { source, metadata }: TextCell): Cell {
  const cell = { ...before };
  if (JSON.stringify(metadata) !== JSON.stringify(before.metadata)) cell.metadata = metadata;
  if (unix(source) === unix(before.source)) return cell;
  cell.source = source;
  return cell.cell_type === "code" ? { ...cell, execution_count: null, outputs: [] } : cell;
}

function newCell({ cell_type, id = randomUUID().slice(0, 8), metadata, source }: TextCell): Cell {
  if (cell_type === "code") return { cell_type, execution_count: null, id, metadata, outputs: [], source };
  return { cell_type, id, metadata, source };
}
