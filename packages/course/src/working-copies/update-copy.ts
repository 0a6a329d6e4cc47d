import { existsSync, globSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { writeNotebook } from "@llm-course/kernel";
import { CourseError } from "../errors.ts";
import { findNotebooks } from "../run/find-notebooks.ts";
import { projectRoot } from "../run/project.ts";
import { copyRecord, withCopyRecord } from "./copy-record.ts";
import { isCopyOf } from "./is-copy-of.ts";
import { type MergeChanges, mergeNotebooks } from "./merge-notebooks.ts";
import { pristine } from "./open-copy.ts";
import { readCopy } from "./read-copy.ts";

/**
 * The copies of a member: all that remember what they were made from, or those of one chapter.
 *
 * @throws CourseError when a chapter is named and there is no copy of it
 */
export async function memberCopies(member: string, chapter?: string, root = projectRoot): Promise<string[]> {
  const folder = join(root, "work", member);
  const all = globSync("*.ipynb", { cwd: folder })
    .filter((name) => !name.endsWith(".backup.ipynb"))
    .sort();
  if (chapter === undefined) {
    const known = all.map(async (name) => copyRecord(await readCopy(join(folder, name))) !== undefined);
    return (await Promise.all(known)).flatMap((is, i) => (is ? [join(folder, all[i] ?? "")] : []));
  }
  const [file] = findNotebooks([chapter], join(root, "notebooks"));
  const names = all.filter((name) => file && isCopyOf(file.chapter, name));
  if (names.length === 0) {
    const way = `make it with: npx -y pnpm@12 course open ${chapter} --member ${member}`;
    throw new CourseError(`${member} has no copy, ${way}; chapter ${file?.chapter}`);
  }
  return names.map((name) => join(folder, name));
}

/**
 * Merges a newer notebook of the course into the copy that was made of it (see `mergeNotebooks`); the file is replaced at
 * once, or stays as it is where nothing is new. A copy made by hand is known by its name; then whatever differs is kept twice.
 *
 * @throws CourseError when the notebook it was made from is no longer there, or none of the course's; FileError in the middle of a git merge
 */
export async function updateCopy(path: string, root = projectRoot): Promise<MergeChanges> {
  const copy = await readCopy(path);
  const made = copyRecord(copy) ?? { notebook: `notebooks/${basename(path)}`, section: undefined, base: [] };
  // The copy may come from anybody, and must not make us read another file.
  if (!/^notebooks\/[\w-]+\.ipynb$/.test(made.notebook))
    throw new CourseError(
      `a copy should be made of a notebook of the course, notebooks/NAME.ipynb; ${relative(process.cwd(), path)} says: ${made.notebook}`,
    );
  const from = join(root, made.notebook);
  if (!existsSync(from))
    throw new CourseError(`the notebook this copy was made of is gone: ${made.notebook}`);
  const theirs = await pristine(from, made.section, root);
  const { notebook, changes } = mergeNotebooks({ base: made.base, mine: copy, theirs });
  const merged = withCopyRecord(notebook, copyRecord(theirs) ?? made);
  if (!isDeepStrictEqual(merged, copy)) await writeNotebook(path, merged);
  return changes;
}
