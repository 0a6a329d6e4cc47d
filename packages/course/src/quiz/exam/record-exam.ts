import { CourseError } from "../../errors.ts";
import { currentMember, type ProgressEvent, readEvents, recordEvent } from "../../progress/index.ts";
import { projectRoot } from "../../run/project.ts";
import type { RecordOptions } from "../record/record-answer.ts";
import { isRight, type ShownQuestion } from "../shown-question.ts";
import type { Exam } from "./exam-of.ts";
import { headCommit } from "./head-commit.ts";
import { writeCertificate } from "./write-certificate.ts";

export interface ExamResult {
  score: number;
  total: number;
  passed: boolean;
  /** For whom it is recorded; missing where nobody is known. */
  member?: string;
  /** The file, below the repository, of one who has passed. */
  certificate?: string;
}

/**
 * Grades an exam, records it, and writes the certificate of one who has passed.
 *
 * @param answers places in the bank by question
 * @throws CourseError while questions are open, and for a draw that this member has sat before
 */
export async function recordExam(
  { chapter, seed, questions, needed }: Exam,
  answers: ReadonlyMap<string, readonly number[]>,
  { member = undefined, root = projectRoot }: RecordOptions = {},
): Promise<ExamResult> {
  const open = openQuestions(questions, answers);
  if (open.length > 0)
    throw new CourseError(`an answer to each question expected, open are: ${open.join(", ")}`);
  const score = questions.filter((question) => isRight(question, answers.get(question.id) ?? [])).length;
  const graded = { score, total: questions.length, passed: score >= needed };
  const who = member ?? (await currentMember({ root }));
  if (who === undefined || process.env.COURSE_HEADLESS) return graded;
  const subject = String(chapter);
  const commit = await headCommit(root);
  const result = { ...graded, seed, ...(commit !== undefined && { commit }) };
  const isSameDraw = (other: ProgressEvent<"exam">) =>
    other.subject === subject && String(other.result.seed) === seed;
  const recorded = await recordEvent(
    { kind: "exam", subject, result },
    { member: who, root, unlessLike: isSameDraw },
  );
  if (!recorded)
    throw new CourseError(
      `${who} has sat this draw of the exam before, its answers were shown; take another seed than: ${seed}`,
    );
  if (!graded.passed) return { ...graded, member: who };
  return { ...graded, member: who, certificate: await writeCertificate(chapter, who, root) };
}

/** The numbers of the questions without an answer. */
export const openQuestions = (
  questions: readonly ShownQuestion[],
  answers: ReadonlyMap<string, readonly unknown[]>,
): number[] => questions.filter(({ id }) => !answers.get(id)?.length).map(({ number }) => number);

/** The seed of a member's next try: 1, then 2 and so on, so that each try draws other questions. */
export async function nextSeed(chapter: number, { member, root }: RecordOptions = {}): Promise<string> {
  if (member === undefined) return "1";
  const events = await readEvents({ member, kind: "exam", ...(root && { root }) });
  const sat = new Set(
    events.filter(({ subject }) => subject === String(chapter)).map(({ result }) => String(result.seed)),
  );
  let seed = sat.size + 1;
  while (sat.has(String(seed))) seed++;
  return String(seed);
}
