import type { Cell } from "@llm-course/kernel";
import { digest } from "../run/digest.ts";
import { CONFLICT } from "./cell-hash.ts";

/** The most letters that nbformat lets an id have. */
const longest = 64;

/** An id with a suffix; where that is too long, a digest stands for the end of the id, so that ids that begin alike stay apart. */
function suffixed(id: string, suffix: string): string {
  if (id.length + suffix.length <= longest) return id + suffix;
  const end = `-${digest([id]).slice(0, 8)}${suffix}`;
  return id.slice(0, longest - end.length) + end;
}

/** The id of the note above a cell in conflict. */
export const noteId = (id: string): string => suffixed(id, "--note");
export const isNote = (id: string): boolean => id.endsWith("--note");

/** The id of the other side's version of a cell in conflict, or of the nth: the learner's own keeps the cell's id. */
export const theirsId = (id: string, n = 1): string => suffixed(id, n === 1 ? "--theirs" : `--theirs-${n}`);

/** The first of `theirsId` that is free. */
export function freeTheirsId(id: string, taken: ReadonlySet<string>): string {
  for (let n = 1; ; n++) if (!taken.has(theirsId(id, n))) return theirsId(id, n);
}

/** The id of the cell that another side's version is of; any other id as it is. */
function originalOf(id: string, known: readonly string[]): string {
  const [, begin, n = 1] = /^(.+)--theirs(?:-(\d+))?$/.exec(id) ?? [];
  return begin === undefined ? id : (known.find((each) => theirsId(each, Number(n)) === id) ?? begin);
}

/** The cell with the tag `conflict`. */
export function marked<C extends Cell>(cell: C): C {
  if (isMarked(cell)) return cell;
  return { ...cell, metadata: { ...cell.metadata, tags: [...(cell.metadata.tags ?? []), CONFLICT] } };
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
 *
 * @param known ids of the notebook's other versions
 */
export function settle(cells: readonly Cell[], known: Iterable<string>): Cell[] {
  const ids = new Set(cells.map(({ id }) => id));
  const all = [...new Set([...known, ...ids])];
  const originals = cells.map((cell) => (isMarked(cell) ? originalOf(cell.id, all) : cell.id));
  const versions = Map.groupBy(originals, (id) => id);
  const taken = new Set(ids);
  return cells.map((cell, i) => {
    const original = originals[i];
    if (original === undefined || !isMarked(cell)) return cell;
    const renamed = taken.has(original) ? cell : { ...cell, id: original };
    taken.add(original);
    const hasOthers = (versions.get(original)?.length ?? 0) > 1;
    return isNote(cell.id) || ids.has(noteId(original)) || hasOthers ? renamed : unmarked(renamed);
  });
}

const isMarked = ({ metadata }: Cell): boolean => metadata.tags?.includes(CONFLICT) ?? false;

function unmarked(cell: Cell): Cell {
  const { tags, ...others } = cell.metadata;
  const left = tags?.filter((tag) => tag !== CONFLICT) ?? [];
  return { ...cell, metadata: left.length > 0 ? { ...others, tags: left } : others };
}
