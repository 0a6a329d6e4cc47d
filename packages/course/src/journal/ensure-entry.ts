import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { localDay } from "../plan/plan-week.ts";
import { writeAtomically } from "../run/write-atomically.ts";
import { newEntry, withChapter } from "./journal-entry.ts";

/**
 * Makes sure that a member has a journal entry for a day, `journal/2030-01-31-ada.md`, and that its front matter names the
 * chapter. What the entry says is left as it is.
 *
 * @param options.day default today
 * @returns its path in the repository
 */
export async function ensureEntry({
  member,
  chapter,
  root,
  day = localDay(),
}: {
  member: string;
  chapter?: number | undefined;
  root: string;
  day?: string;
}): Promise<string> {
  const file = `journal/${day}-${member}.md`;
  const path = join(root, file);
  await mkdir(dirname(path), { recursive: true });
  try {
    const chapters = chapter === undefined ? [] : [chapter];
    await writeFile(path, newEntry({ day, member, chapters }), { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    const before = await readFile(path, "utf8");
    const text = chapter === undefined ? before : withChapter(before, chapter);
    if (text !== before) await writeAtomically(path, text);
  }
  return file;
}
