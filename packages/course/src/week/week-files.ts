import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { figuresPath } from "../figures/read-figures.ts";
import { entryChapters } from "../journal/journal-entry.ts";
import type { Plan, Week } from "../plan/index.ts";

/**
 * Whether a file belongs to a week: what members have in their folders, but for notebooks, exams and certificates of other
 * weeks' chapters; summaries of the week's chapters; the journal's entries of its days, or about its chapters.
 *
 * @param path in the repository, with `/`
 */
export function belongsToWeek(path: string, week: Week, plan: Plan, root: string): boolean {
  const [folder, name = "", ...rest] = path.split("/");
  if (folder === "work" && rest.length > 0) {
    const chapter = chapterOf(rest);
    const isMember = plan.members.some((member) => member.name === name);
    return isMember && (chapter === undefined || week.chapters.includes(chapter));
  }
  if (rest.length > 0) return false;
  if (path === figuresPath) return true;
  if (folder === "summaries") return week.chapters.includes(Number(/^(\d\d)\.md$/.exec(name)?.[1] ?? -1));
  return folder === "journal" && isEntryOf(path, name, week, root);
}

/** The chapter that a file below a member's folder is about, by its name. */
function chapterOf(parts: readonly string[]): number | undefined {
  const [first = "", second = ""] = parts;
  const number = /^(\d\d)-/.exec(first)?.[1] ?? /^chapter-(\d+)\b/.exec(second)?.[1];
  return number === undefined ? undefined : Number(number);
}

function isEntryOf(path: string, name: string, { from, to, chapters }: Week, root: string): boolean {
  const day = /^(\d{4}-\d\d-\d\d)-.+\.md$/.exec(name)?.[1];
  if (day === undefined) return false;
  if (from <= day && day <= to) return true;
  const file = join(root, path);
  return (
    existsSync(file) && entryChapters(readFileSync(file, "utf8")).some((each) => chapters.includes(each))
  );
}
