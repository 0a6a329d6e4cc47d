import type { Cell } from "@llm-course/kernel";
import { CONFLICT } from "./cell-hash.ts";

const suffixed = (id: string, suffix: string): string => `${id.slice(0, 64 - suffix.length)}${suffix}`;

/** The id of the note above a cell in conflict. */
export const noteId = (id: string): string => suffixed(id, "--note");
export const isNote = (id: string): boolean => id.endsWith("--note");

/** The id of the other side's version of a cell in conflict: the learner's own keeps the cell's id. */
export const theirsId = (id: string): string => suffixed(id, "--theirs");

/** The id, or the first of id-2, id-3, … that is free. */
export function freeId(id: string, taken: ReadonlyMap<string, unknown>): string {
  for (let i = 2, free = id; ; free = suffixed(id, `-${i++}`)) if (!taken.has(free)) return free;
}

/** The cell with the tag `conflict`. */
export function marked<C extends Cell>(cell: C): C {
  const tags = cell.metadata.tags ?? [];
  return tags.includes(CONFLICT)
    ? cell
    : { ...cell, metadata: { ...cell.metadata, tags: [...tags, CONFLICT] } };
}

/** The note above a cell in conflict; `text` says what happened. */
export function conflictNote(id: string, text: string): Cell {
  const way = "Keep what you want, then delete what you do not, and this note.";
  const metadata = { tags: [CONFLICT] };
  return { cell_type: "markdown", id: noteId(id), metadata, source: `**Conflict.** ${text}. ${way}` };
}

/**
 * The cells after what a person decided about earlier conflicts: where only the other side's version was kept, it is the cell
 * from now on; where the note and the other version are gone, nothing is marked any more.
 */
export function settle(cells: readonly Cell[]): Cell[] {
  const ids = new Set(cells.map(({ id }) => id));
  return cells.map((cell) => {
    const { id, metadata } = cell;
    if (!metadata.tags?.includes(CONFLICT)) return cell;
    const original = id.endsWith("--theirs") ? id.slice(0, -"--theirs".length) : id;
    const renamed = ids.has(original) ? cell : { ...cell, id: original };
    const open =
      isNote(id) || ids.has(noteId(original)) || (ids.has(original) && ids.has(theirsId(original)));
    return open ? renamed : unmarked(renamed);
  });
}

function unmarked(cell: Cell): Cell {
  const { tags, ...others } = cell.metadata;
  const left = tags?.filter((tag) => tag !== CONFLICT) ?? [];
  return { ...cell, metadata: left.length > 0 ? { ...others, tags: left } : others };
}
