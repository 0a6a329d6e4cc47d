import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Chapter, chapters, type Section } from "../data/chapters.ts";
import { exerciseIds } from "../data/exercise-ids.ts";
import type { Week } from "../plan/index.ts";
import type { ChapterStatus } from "./course-status.ts";

/** Something to do, and the command that begins it. */
export interface Step {
  /** The section it is about; a chapter has steps after its sections too. */
  chapter: number;
  text: string;
  /** An estimate; missing where there is none. */
  minutes?: number;
  command: string;
}

const course = (rest: string): string => `npx -y pnpm@12 course ${rest}`;

/**
 * What a member has to do still in a week, in the order of the course: sections, exercises and quizzes as they come, then
 * the chapter's bug and practical, its exam and, for who organizes the chapter, its summary.
 *
 * @param rows the member's, of `courseStatus`
 */
export function nextSteps(rows: readonly ChapterStatus[], week: Week, { root }: { root: string }): Step[] {
  const member = rows[0]?.member ?? "";
  const steps = week.chapters.flatMap((number) => {
    const row = rows.find(({ chapter }) => chapter === number);
    const chapter = chapters.find((each) => each.number === number);
    // A chapter without a notebook cannot be worked through yet.
    if (!row || !chapter || !existsSync(join(root, "notebooks", `${chapter.slug}.ipynb`))) return [];
    return [
      ...chapter.sections.flatMap((section) => sectionSteps(chapter, section, row)),
      ...practicalSteps(row),
      ...examSteps(row),
      ...summarySteps(row, root),
    ];
  });
  if (week.chapters.length > 0 || existsSync(join(root, "work", member, "report.md"))) return steps;
  const text = `${week.title ?? "The report"}: write work/${member}/report.md after report/template.md`;
  return [{ chapter: -1, text, command: course(`week ${week.number} --dry-run`) }];
}

function sectionSteps(chapter: Chapter, section: Section, row: ChapterStatus): Step[] {
  const { number, title, minutes } = section;
  const name = `${number} ${title}`;
  const open = course(`open ${chapter.slug.slice(0, 2)}`);
  const at = { chapter: chapter.number };
  const exercises = exerciseIds(section).filter((id) => row.openExercises.includes(id));
  return [
    ...(row.openSections.includes(number)
      ? [{ ...at, text: `section ${name}: execute its cells`, minutes, command: open }]
      : []),
    ...exercises.map((id) => ({ ...at, text: `exercise ${id} (${name})`, command: open })),
    ...(row.openQuizzes.includes(number)
      ? [{ ...at, text: `quiz ${name}`, command: course(`quiz ${number}`) }]
      : []),
  ];
}

/** Those of the chapter as a whole: the planted bug and the practical. */
function practicalSteps({ chapter, openExercises }: ChapterStatus): Step[] {
  const command = course(`open ${String(chapter).padStart(2, "0")}`);
  return [`${chapter}.bug`, `${chapter}.practical`]
    .filter((id) => openExercises.includes(id))
    .map((id) => ({ chapter, text: `exercise ${id}`, command }));
}

function examSteps({ chapter, exam, questions }: ChapterStatus): Step[] {
  if (questions.total === 0 || exam?.passed) return [];
  return [{ chapter, text: `exam of chapter ${chapter}`, command: course(`exam ${chapter}`) }];
}

function summarySteps({ chapter, organizes }: ChapterStatus, root: string): Step[] {
  const file = `summaries/${String(chapter).padStart(2, "0")}.md`;
  if (!organizes || existsSync(join(root, file))) return [];
  return [
    { chapter, text: `summary, which who organizes writes: ${file}`, command: course(`journal ${chapter}`) },
  ];
}
