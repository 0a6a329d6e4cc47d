import type { Cell, Notebook } from "@llm-course/kernel";
import { withoutCost } from "../run/cost.ts";
import { digest } from "../run/digest.ts";

/** A cell as another version of its notebook remembers it. */
export interface BaseCell {
  id: string;
  /** Of `cellHash`. */
  hash: string;
}

/** The tag of cells that a merge could not decide between. */
export const CONFLICT = "conflict";

/**
 * What of a cell is somebody's edit, as 16 hexadecimal digits: its kind, source, attachments, tags and course metadata. Not
 * the outputs, what front ends keep in metadata, the order of keys (Jupyter sorts them), line ends, the runner's cost line
 * and the mark of a conflict.
 */
export function cellHash(cell: Cell): string {
  const { cell_type, source, metadata } = cell;
  const tags = (metadata.tags ?? []).filter((tag) => tag !== CONFLICT);
  const attachments = cell.cell_type === "code" ? undefined : cell.attachments;
  const parts = [cell_type, withoutCost(source.replaceAll("\r\n", "\n")), tags, metadata.course, attachments];
  return digest([JSON.stringify(sorted(parts))]).slice(0, 16);
}

/** The cells of a notebook in order, to merge with later. */
export const baseOf = (notebook: Notebook): BaseCell[] =>
  notebook.cells.map((cell) => ({ id: cell.id, hash: cellHash(cell) }));

/** The same JSON with the keys of all its objects in order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
