import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { type Chapter, chapters } from "../data/chapters.ts";
import { chapterExerciseIds } from "../data/exercise-ids.ts";
import type { Plan } from "../plan/index.ts";
import type { ProgressEvent } from "../progress/index.ts";
import { chaptersWithQuizzes, quizzesOf } from "../quiz/find-quiz.ts";
import type { AnswerGiven } from "../quiz/record/record-answer.ts";
import { Score } from "../quiz/score.ts";
import { showQuestions } from "../quiz/shown-question.ts";
import { oneLine } from "../run/one-line.ts";
import { isCopyOf } from "../working-copies/is-copy-of.ts";
import { sectionProgress } from "./section-progress.ts";

export interface Count {
  done: number;
  total: number;
}

/** How far a member is with a chapter. */
export interface ChapterStatus {
  member: string;
  chapter: number;
  title: string;
  /** Of the plan. */
  week: number | undefined;
  /** Whether the member organizes the chapter. */
  organizes: boolean;
  /** Sections with code, and those that the member's copies executed without an error. */
  sections: Count;
  /** Ids of sections that are not done. */
  openSections: string[];
  exercises: Count;
  openExercises: string[];
  /** Questions that the quizzes have: done means answered, right that the last answer was. */
  questions: Count & { right: number };
  /** Quizzes with questions that are not answered. */
  openQuizzes: string[];
  /** The last exam, or the best where one was passed. */
  exam?: { passed: boolean; score: number; total: number };
  codeExam?: { passed: boolean };
}

export interface CourseStatus {
  rows: ChapterStatus[];
  /** Files that could not be read, one line each. */
  problems: string[];
}

/**
 * How far members are, a row for each and each chapter.
 *
 * @param members whose rows; default all of the plan
 * @param events as `readEvents` gives them
 */
export function courseStatus(
  plan: Plan,
  events: readonly ProgressEvent[],
  { root, members = plan.members.map(({ name }) => name) }: { root: string; members?: readonly string[] },
): CourseStatus {
  const problems: string[] = [];
  const sections = (path: string) => {
    try {
      return sectionProgress(join(root, path), path);
    } catch (error) {
      problems.push(oneLine(error));
      return new Map<string, boolean>();
    }
  };
  const weekOf = new Map(
    plan.weeks.flatMap((week) => week.chapters.map((chapter) => [chapter, week.number])),
  );
  const pristine = new Map(
    chapters.map(({ number, slug }) => {
      const path = `notebooks/${slug}.ipynb`;
      return [number, existsSync(join(root, path)) ? [...sections(path).keys()] : []];
    }),
  );
  const rows = members.flatMap((member) => {
    const copies = notebooksOf(root, member);
    const mine = events.filter((event) => event.member === member);
    return chapters.map((chapter): ChapterStatus => {
      const done = new Set<string>();
      for (const path of copies.filter((path) => isCopyOf(chapter.slug, basename(path))))
        for (const [section, executed] of sections(path)) if (executed) done.add(section);
      const all = pristine.get(chapter.number) ?? [];
      const open = all.filter((section) => !done.has(section));
      return {
        member,
        chapter: chapter.number,
        title: chapter.title,
        week: weekOf.get(chapter.number),
        organizes: plan.organizers.get(chapter.number) === member,
        sections: { done: all.length - open.length, total: all.length },
        openSections: open,
        ...exerciseStatus(chapter, mine),
        ...quizStatus(chapter, mine),
        ...examStatus(chapter, mine),
      };
    });
  });
  return { rows, problems };
}

function notebooksOf(root: string, member: string): string[] {
  const folder = join(root, "work", member);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".ipynb"))
    .map((name) => `work/${member}/${name}`);
}

function exerciseStatus(
  chapter: Chapter,
  events: readonly ProgressEvent[],
): Pick<ChapterStatus, "exercises" | "openExercises"> {
  const solved = new Set(
    events.flatMap((event) => (event.kind === "exercise" && event.result.correct ? [event.subject] : [])),
  );
  const ids = chapterExerciseIds(chapter);
  const open = ids.filter((id) => !solved.has(id));
  return { exercises: { done: ids.length - open.length, total: ids.length }, openExercises: open };
}

function quizStatus(
  chapter: Chapter,
  events: readonly ProgressEvent[],
): Pick<ChapterStatus, "questions" | "openQuizzes"> {
  const status = { done: 0, total: 0, right: 0 };
  const openQuizzes: string[] = [];
  for (const { number, questions } of chapter.sections) {
    if (questions === undefined) continue;
    const answers = events.flatMap((event) =>
      event.kind === "quiz" && event.subject === number ? [event.result] : [],
    );
    // A bank is read only where there is something to grade.
    const { answered, right } = answers.length > 0 ? gradeAnew(chapter, number, answers) : nothingAnswered;
    if (answered < questions) openQuizzes.push(number);
    status.done += answered;
    status.total += questions;
    status.right += right;
  }
  return { questions: status, openQuizzes };
}

const nothingAnswered = { answered: 0, right: 0 };

/** By the questions that the bank has now. */
function gradeAnew({ number }: Chapter, section: string, answers: readonly AnswerGiven[]) {
  const quizzes = chaptersWithQuizzes().includes(number) ? quizzesOf(number) : [];
  const quiz = quizzes.find(({ id }) => id === section);
  return quiz ? new Score(section, showQuestions(quiz.questions, ""), answers) : nothingAnswered;
}

function examStatus(
  { number }: Chapter,
  events: readonly ProgressEvent[],
): Pick<ChapterStatus, "exam" | "codeExam"> {
  const subject = String(number);
  const exams = events.flatMap((event) =>
    event.kind === "exam" && event.subject === subject ? [event.result] : [],
  );
  const passed = exams
    .filter((exam) => exam.passed)
    .toSorted((a, b) => b.score / b.total - a.score / a.total);
  const exam = passed[0] ?? exams.at(-1);
  const codeExams = events.flatMap((event) =>
    event.kind === "code-exam" && event.subject === subject ? [event.result] : [],
  );
  return {
    ...(exam && { exam: { passed: exam.passed, score: exam.score, total: exam.total } }),
    ...(codeExams.length > 0 && { codeExam: { passed: codeExams.some((each) => each.passed) } }),
  };
}
