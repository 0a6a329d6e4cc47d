import type { Cell, Notebook } from "@llm-course/kernel";
import { type BaseCell, CONFLICT, cellHash } from "./cell-hash.ts";
import { conflictNote, freeTheirsId, isNote, marked, noteId, settle, theirsId } from "./conflict.ts";
import { mergeOrder } from "./merge-order.ts";

/** Three versions of a notebook. */
export interface MergeInput {
  /** What both come from; empty when that is not known: then whatever differs is a conflict. */
  base: readonly BaseCell[];
  mine: Notebook;
  theirs: Notebook;
  /** How notes call the other side. Default: "the course". */
  theirName?: string;
  /** Whether a cell that only they executed, with the source it has here, gets their outputs. Default: false. */
  eitherOutputs?: boolean;
}

/** What a merge did, by cell ids. */
export interface MergeChanges {
  /** Changed by them only. */
  taken: string[];
  added: string[];
  deleted: string[];
  /** Changed by both, or deleted by one and changed by the other: nothing is lost, a person decides. */
  conflicts: string[];
}

/**
 * Merges two notebooks cell by cell; a cell is known by its id. What one side changed, added, deleted or moved is taken. Where
 * both changed a cell both versions are kept, tagged `conflict`, below a note that says so. A cell whose source stays keeps
 * my outputs. Merging the result with the same `theirs` as base again changes nothing. Metadata of the notebook is mine.
 */
export function mergeNotebooks({
  base,
  mine,
  theirs,
  theirName = "the course",
  eitherOutputs = false,
}: MergeInput): {
  notebook: Notebook;
  changes: MergeChanges;
} {
  const other = byId(theirs.cells);
  const own = byId(settle(mine.cells, [...base.map(({ id }) => id), ...other.keys()]));
  const taken = new Set([...own.keys(), ...other.keys()]);
  const before = new Map(base.map(({ id, hash }) => [id, hash]));
  const changes: MergeChanges = { taken: [], added: [], deleted: [], conflicts: [] };
  /** What stands in the place of a cell. */
  const groups = new Map<string, Cell[]>();

  /** Whether a cell that may be on either side, as the note of an earlier conflict, is in the result. */
  const stays = (id: string): boolean => {
    const [me, they] = [own.get(id), other.get(id)];
    if (me) return they !== undefined || before.get(id) !== cellHash(me);
    return they !== undefined && before.get(id) !== cellHash(they);
  };
  const conflict = (id: string, text: string, cells: Cell[]): void => {
    changes.conflicts.push(id);
    const note = noteId(id);
    groups.set(id, [...(stays(note) ? [] : [conflictNote(id, text)]), ...cells.map(marked)]);
  };
  const keepBoth = (id: string, me: Cell, they: Cell): void => {
    const copy = own.get(theirsId(id));
    const kept = { ...they, id: freeTheirsId(id, taken) };
    taken.add(kept.id);
    const both = `Both you and ${theirName} changed this cell. Yours comes first, then theirs`;
    if (copy && cellHash(copy) === before.get(id)) {
      // The copy of an earlier conflict, as it was made: theirs is newer.
      groups.set(copy.id, [marked({ ...they, id: copy.id })]);
      conflict(id, both, [me]);
    } else conflict(id, both, [me, kept]);
  };

  for (const [id, me] of own) {
    if (groups.has(id)) continue; // the copy of a conflict, replaced
    const they = other.get(id);
    const old = before.get(id);
    const [mineNow, theirsNow] = [cellHash(me), they && cellHash(they)];
    if (they === undefined || theirsNow === undefined) {
      if (old === mineNow) changes.deleted.push(id);
      else if (old === undefined || me.metadata.tags?.includes(CONFLICT)) groups.set(id, [me]);
      else conflict(id, `You changed this cell, ${theirName} deleted it`, [me]);
    } else if (theirsNow === mineNow) groups.set(id, [eitherOutputs ? executed(me, they) : me]);
    else if (theirsNow === old) groups.set(id, [me]);
    else if (mineNow === old) {
      changes.taken.push(id);
      groups.set(id, [changedByThem(me, they)]);
    } else keepBoth(id, me, they);
  }
  for (const [id, they] of other) {
    const old = before.get(id);
    if (own.has(id) || old === cellHash(they)) continue; // here, or deleted by me
    if (old === undefined) {
      changes.added.push(id);
      groups.set(id, [they]);
    } else conflict(id, `You deleted this cell, ${theirName} changed it`, [they]);
  }

  const ids = { base: [...before.keys()], mine: [...own.keys()].filter((id) => groups.has(id)) };
  const order = mergeOrder({ ...ids, theirs: [...other.keys()] }, (id) => groups.has(id), isNote);
  return { notebook: { ...mine, cells: order.flatMap((id) => groups.get(id) ?? []) }, changes };
}

const byId = (cells: readonly Cell[]): Map<string, Cell> => new Map(cells.map((cell) => [cell.id, cell]));

/** My cell, with their outputs where only they executed it. */
function executed(me: Cell, they: Cell): Cell {
  if (me.cell_type !== "code" || they.cell_type !== "code" || me.source !== they.source) return me;
  if (me.execution_count !== null || me.outputs.length > 0) return me;
  return { ...me, execution_count: they.execution_count, outputs: they.outputs };
}

/** Their version of a cell, with what my front end keeps in metadata, and my outputs where they are still its own. */
function changedByThem(me: Cell, they: Cell): Cell {
  const { tags: _tags, course: _course, ...kept } = me.metadata;
  const cell = { ...they, metadata: { ...kept, ...they.metadata } };
  if (cell.cell_type !== "code" || me.cell_type !== "code" || me.source !== cell.source) return cell;
  return { ...cell, execution_count: me.execution_count, outputs: me.outputs };
}
