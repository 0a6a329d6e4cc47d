import { questionsOf } from "../find-quiz.ts";
import { type ShownQuestion, showQuestions } from "../shown-question.ts";
import { shuffle } from "../shuffle.ts";

/** The share of right answers that passes. */
export const passMark = 0.8;

export interface Exam {
  chapter: number;
  seed: string;
  questions: readonly ShownQuestion[];
  /** Right answers that pass. */
  needed: number;
}

/**
 * The exam of a chapter for a seed: three quarters of the chapter's questions, at most 20, in an order of the seed's.
 *
 * @throws CourseError for a chapter without questions
 */
export function examOf(chapter: number, seed: string): Exam {
  const all = questionsOf(chapter).map(({ question }) => question);
  const count = Math.min(20, Math.ceil(all.length * 0.75));
  const drawn = shuffle(all, `exam ${chapter}\n${seed}`).slice(0, count);
  const questions = showQuestions(drawn, `exam\n${seed}`);
  return { chapter, seed, questions, needed: Math.ceil(count * passMark) };
}
