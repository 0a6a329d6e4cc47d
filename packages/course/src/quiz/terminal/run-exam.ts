import { chapters } from "../../data/chapters.ts";
import { CourseError } from "../../errors.ts";
import { unknownMemberHint } from "../../progress/index.ts";
import { ExamReport, examNote } from "../exam/exam.ts";
import type { Exam } from "../exam/exam-of.ts";
import { recordExam } from "../exam/record-exam.ts";
import type { RecordOptions } from "../record/record-answer.ts";
import type { ShownChoice } from "../shown-question.ts";
import { ask, type Conversation, openLines } from "./ask.ts";

/**
 * Asks the questions of an exam in a terminal; what was right is said at the end.
 *
 * @returns undefined after Ctrl-C, and then nothing is recorded
 * @throws CourseError where the input ends before the last answer, and what `recordExam` throws
 */
export async function runExam(
  exam: Exam,
  conversation: Conversation,
  options: RecordOptions,
): Promise<ExamReport | undefined> {
  const { print, signal } = conversation;
  const { chapter, seed, questions } = exam;
  print(
    `Exam ${chapter}: ${chapters[chapter]?.title}, ${questions.length} questions, seed ${seed}\n${examNote}`,
  );
  if (options.member === undefined) print(unknownMemberHint);
  using lines = openLines(conversation);
  const answers = new Map<string, readonly ShownChoice[]>();
  const count = await ask(questions, lines, ({ id }, choices) => {
    answers.set(id, choices);
  });
  if (signal.aborted) {
    print("\nThe exam was not handed in, so nothing is recorded.");
    return undefined;
  }
  if (count < questions.length)
    throw new CourseError(
      `an exam is recorded when it is answered to its end, and of ${questions.length} questions only these were answered: ${count}`,
    );
  const chosen = new Map([...answers].map(([id, choices]) => [id, choices.map(({ index }) => index)]));
  const report = new ExamReport(await recordExam(exam, chosen, options), exam, answers);
  print(`\n${report}`);
  return report;
}
