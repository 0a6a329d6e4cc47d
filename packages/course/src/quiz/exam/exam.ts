import { chapters } from "../../data/chapters.ts";
import { CourseError } from "../../errors.ts";
import { unknownMemberHint } from "../../progress/index.ts";
import { formHtml } from "../form/form-html.ts";
import { formText } from "../form/form-text.ts";
import type { FormEndpoint } from "../form/quiz-form-data.ts";
import { parseAnswer } from "../parse-answer.ts";
import { answersEndpoint } from "../record/endpoint.ts";
import { type RecordOptions, withMember } from "../record/record-answer.ts";
import type { ShownChoice, ShownQuestion } from "../shown-question.ts";
import { explanationText } from "../verdict.ts";
import { type Exam, examOf, passMark } from "./exam-of.ts";
import { type ExamResult, nextSeed, openQuestions, recordExam } from "./record-exam.ts";

/** Said before an exam. */
export const examNote = `An honour system: the keys can be read in the repository, and in the source of the form. Explanations come at the end; ${100 * passMark} % right passes.`;

/** An exam that shows itself in a cell. */
export class ExamHandle {
  readonly chapter: number;
  readonly seed: string;
  readonly questions: readonly ShownQuestion[];
  readonly #exam: Exam;
  readonly #endpoint: FormEndpoint | undefined;
  readonly #options: RecordOptions;
  readonly #answers = new Map<string, ShownChoice[]>();

  constructor(exam: Exam, endpoint: FormEndpoint | undefined, options: RecordOptions) {
    this.chapter = exam.chapter;
    this.seed = exam.seed;
    this.questions = exam.questions;
    this.#exam = exam;
    this.#endpoint = endpoint;
    this.#options = options;
  }

  /**
   * Notes an answer until `handIn`; a later one to the same question replaces it.
   *
   * @param number of the question, from 1
   * @param letters of the choices as shown
   * @returns which questions are still open
   * @throws CourseError for a question or a letter that is not there, for none, and for two where one is right
   */
  answer(number: number, ...letters: string[]): string {
    const question = this.questions[number - 1];
    if (!question) throw new CourseError(`a question from 1 to ${this.questions.length} expected: ${number}`);
    this.#answers.set(question.id, parseAnswer(question, letters));
    const open = openQuestions(this.questions, this.#answers);
    return open.length === 0 ? "All are answered; hand in with handIn()." : `Still open: ${open.join(", ")}`;
  }

  /**
   * Grades and records the exam, and writes the certificate of one who has passed.
   *
   * @throws CourseError while questions are open, and for a draw that this member has sat before
   */
  async handIn(): Promise<ExamReport> {
    const chosen = new Map(
      [...this.#answers].map(([id, choices]) => [id, choices.map(({ index }) => index)]),
    );
    return new ExamReport(await recordExam(this.#exam, chosen, this.#options), this.#exam, this.#answers);
  }

  [Symbol.for("Jupyter.display")](): Record<string, string> {
    const { chapter, seed } = this;
    const text = {
      title: `Exam ${chapter}: ${chapters[chapter]?.title}`,
      how: `Answer in cells: \`const e = await exam(${chapter}, { seed: "${seed}" })\`, \`e.answer(1, "a")\` and so on, then \`await e.handIn()\`.`,
      note: examNote,
    };
    const data = {
      ...{ kind: "exam" as const, subject: String(chapter), seed, needed: this.#exam.needed },
      ...(this.#endpoint && { endpoint: this.#endpoint }),
    };
    return {
      "text/plain": formText(this.questions, text),
      "text/html": formHtml(this.questions, data, text),
    };
  }
}

/** What came of an exam, with the explanations. */
export class ExamReport implements ExamResult {
  readonly score: number;
  readonly total: number;
  readonly passed: boolean;
  readonly member?: string;
  readonly certificate?: string;
  readonly #text: string;

  constructor(
    result: ExamResult,
    { questions, needed, chapter }: Exam,
    answers: ReadonlyMap<string, readonly ShownChoice[]>,
  ) {
    this.score = result.score;
    this.total = result.total;
    this.passed = result.passed;
    if (result.member !== undefined) this.member = result.member;
    if (result.certificate !== undefined) this.certificate = result.certificate;
    const explained = questions.map(
      (question) =>
        `${question.number}. ${question.prompt.trim()}\n${explanationText(question, answers.get(question.id) ?? [])}`,
    );
    const outcome = result.passed ? "passed" : `not passed, ${needed} are needed`;
    const kept =
      result.member === undefined
        ? `But ${unknownMemberHint}.`
        : `Recorded for ${result.member}.${result.certificate ? ` Your certificate: ${result.certificate}` : ""}`;
    this.#text = [
      ...explained,
      `Exam ${chapter}: ${result.score} of ${result.total} right: ${outcome}. ${kept}`,
    ].join("\n\n");
  }

  toString(): string {
    return this.#text;
  }

  [Symbol.for("Jupyter.display")](): Record<string, string> {
    return { "text/plain": this.#text };
  }
}

/**
 * The exam of a chapter, drawn from its questions. As the last value of a cell it is a form that is graded when it is
 * handed in.
 *
 * @param options.seed of the draw; default: how many times the member has sat it, and one
 * @throws CourseError for a chapter without questions
 */
export async function exam(
  chapter: number,
  { seed, ...options }: RecordOptions & { seed?: string | number } = {},
): Promise<ExamHandle> {
  const recording = await withMember(options);
  const drawn = examOf(chapter, String(seed ?? (await nextSeed(chapter, recording))));
  return new ExamHandle(drawn, await answersEndpoint(recording), recording);
}
