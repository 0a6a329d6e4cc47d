import { chapters } from "../data/chapters.ts";
import { chapterExerciseIds } from "../data/exercise-ids.ts";
import type { ProgressEvent } from "../progress/index.ts";
import { chaptersWithQuizzes, quizzesOf } from "../quiz/find-quiz.ts";
import type { AnswerGiven } from "../quiz/record/record-answer.ts";
import { Score } from "../quiz/score.ts";
import { showQuestions } from "../quiz/shown-question.ts";

/** How much a member knew at the end of a day (UTC). */
export interface CurvePoint {
  readonly member: string;
  /** As "2030-01-07". */
  readonly day: string;
  /** Questions whose last answer until then was right. */
  readonly questions: number;
  /** Exercises solved until then. */
  readonly exercises: number;
}

/**
 * What each member had learned, day by day: a point for each day with a quiz or an exercise. A question that was answered wrongly
 * again counts no more; an exercise once solved stays solved. Answers are graded anew, as in `courseStatus`.
 *
 * @param events in order of time, as `readEvents` gives them
 */
export function learningCurve(events: readonly ProgressEvent[]): CurvePoint[] {
  const ids = new Set(chapters.flatMap(chapterExerciseIds));
  return [...Map.groupBy(events, ({ member }) => member)].flatMap(([member, own]) => {
    const right = new Set<string>();
    const solved = new Set<string>();
    const days = new Map<string, CurvePoint>();
    for (const { kind, at, subject, result } of own) {
      if (kind === "quiz") {
        const question = `${subject} ${result.question}`;
        if (isRightToday(subject, result)) right.add(question);
        else right.delete(question);
      } else if (kind === "exercise") {
        if (result.correct && ids.has(subject)) solved.add(subject);
      } else continue;
      const day = new Date(at).toISOString().slice(0, 10);
      days.set(day, { member, day, questions: right.size, exercises: solved.size });
    }
    return [...days.values()];
  });
}

/** Whether the bank of today calls an answer right. */
function isRightToday(id: string, answer: AnswerGiven): boolean {
  const chapter = Number.parseInt(id, 10);
  const quiz = chaptersWithQuizzes().includes(chapter)
    ? quizzesOf(chapter).find((each) => each.id === id)
    : undefined;
  return quiz !== undefined && new Score(id, showQuestions(quiz.questions, ""), [answer]).right > 0;
}
