import { existsSync } from "node:fs";
import { join } from "node:path";
import { chapters } from "../data/chapters.ts";
import { CourseError } from "../errors.ts";
import { projectRoot } from "../run/project.ts";
import type { Bank, Question, Quiz } from "./bank-schema.ts";
import { bankFolder, readBank } from "./read-bank.ts";

const banks = new Map<number, Bank>();

const bankFile = (chapter: number) => `${bankFolder}/${String(chapter).padStart(2, "0")}.yaml`;

/** The numbers of the chapters that have questions. */
export function chaptersWithQuizzes(): number[] {
  return chapters
    .map(({ number }) => number)
    .filter((number) => existsSync(join(projectRoot, bankFile(number))));
}

/**
 * The quizzes of a chapter, in the order of its sections.
 *
 * @throws CourseError for a chapter without questions; FileError for a bank that is wrong
 */
export function quizzesOf(chapter: number): readonly Quiz[] {
  const known = banks.get(chapter);
  if (known) return known.quizzes;
  const having = chaptersWithQuizzes();
  if (!having.includes(chapter))
    throw new CourseError(`no questions for this chapter, one of ${having.join(", ")} expected: ${chapter}`);
  const bank = readBank(bankFile(chapter));
  banks.set(chapter, bank);
  return bank.quizzes;
}

/**
 * The quiz of a section, such as "3.2".
 *
 * @throws CourseError for an id that no quiz has, with those that are alike
 */
export function findQuiz(id: string): Quiz {
  const chapter = Number(/^(\d+)\./.exec(id)?.[1] ?? Number.NaN);
  const having = chaptersWithQuizzes();
  const found = having.includes(chapter) ? quizzesOf(chapter).find((quiz) => quiz.id === id) : undefined;
  if (found) return found;
  const near = nearestIds(
    id,
    having.flatMap((number) => quizzesOf(number).map((quiz) => quiz.id)),
  );
  throw new CourseError(`no quiz of this section, perhaps ${near.join(" or ")}: ${id}`);
}

/** Of the same chapter, those of the nearest sections; else those of the nearest chapter. */
function nearestIds(id: string, all: readonly string[]): string[] {
  const [, chapter = "", section = ""] = /^(\d+)(?:\.(\d+))?/.exec(id.trim()) ?? [];
  const distance = (other: string) => {
    const [otherChapter, otherSection] = other.split(".").map((part) => Number.parseInt(part, 10));
    return (
      100 * Math.abs((otherChapter ?? 0) - Number(chapter)) + Math.abs((otherSection ?? 0) - Number(section))
    );
  };
  return all.toSorted((a, b) => distance(a) - distance(b)).slice(0, 3);
}

/** All questions of a chapter, with the quiz they are in. */
export function questionsOf(chapter: number): { quiz: string; question: Question }[] {
  return quizzesOf(chapter).flatMap(({ id, questions }) =>
    questions.map((question) => ({ quiz: id, question })),
  );
}
