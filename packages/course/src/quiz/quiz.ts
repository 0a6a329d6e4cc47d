import { CourseError } from "../errors.ts";
import { readEvents } from "../progress/index.ts";
import type { Quiz } from "./bank-schema.ts";
import { findQuiz } from "./find-quiz.ts";
import { formHtml } from "./form/form-html.ts";
import { formText } from "./form/form-text.ts";
import type { FormEndpoint } from "./form/quiz-form-data.ts";
import { parseAnswer } from "./parse-answer.ts";
import { answersEndpoint } from "./record/endpoint.ts";
import {
  type AnswerGiven,
  answersWithoutMember,
  type RecordOptions,
  recordAnswer,
  withMember,
} from "./record/record-answer.ts";
import { Score } from "./score.ts";
import { type ShownQuestion, showQuestions } from "./shown-question.ts";
import { Verdict } from "./verdict.ts";

/** Said wherever questions are shown. */
export const honourNote =
  "An honour system: the keys can be read in the repository, and in the source of the form. The quiz is for you.";

/** A quiz that shows itself in a cell. */
export class QuizHandle {
  readonly id: string;
  readonly title: string;
  /** With the choices in the order that is shown. */
  readonly questions: readonly ShownQuestion[];
  readonly #endpoint: FormEndpoint | undefined;
  readonly #options: RecordOptions;

  constructor({ id, title, questions }: Quiz, endpoint: FormEndpoint | undefined, options: RecordOptions) {
    this.id = id;
    this.title = title;
    this.questions = showQuestions(questions, quizSeed(id, options.member));
    this.#endpoint = endpoint;
    this.#options = options;
  }

  /**
   * Answers a question, grades and records it. As the last value of a cell it shows the verdict with the explanation of
   * every choice.
   *
   * @param number of the question, from 1
   * @param letters of the choices as shown, such as "b", or "a", "c" where several may be right
   * @throws CourseError for a question or a letter that is not there, for none, and for two where one is right
   */
  answer(number: number, ...letters: string[]): Verdict {
    const question = this.questions[number - 1];
    if (!question) throw new CourseError(`a question from 1 to ${this.questions.length} expected: ${number}`);
    const choices = parseAnswer(question, letters);
    const chosen = choices.map(({ index }) => index);
    return new Verdict(question, choices, recordAnswer(this.id, question, chosen, this.#options));
  }

  /** How many questions were answered rightly the last time each was answered. */
  async score(): Promise<Score> {
    const { member, root } = this.#options;
    const events =
      member === undefined ? [] : await readEvents({ member, kind: "quiz", ...(root && { root }) });
    const recorded: AnswerGiven[] = events
      .filter(({ subject }) => subject === this.id)
      .map(({ result }) => result);
    return new Score(this.id, this.questions, [...recorded, ...answersWithoutMember(this.id)]);
  }

  [Symbol.for("Jupyter.display")](): Record<string, string> {
    const text = {
      title: `Quiz ${this.id}: ${this.title}`,
      how: `Answer in a cell, for example with \`(await quiz("${this.id}")).answer(1, "a")\`.`,
      note: honourNote,
    };
    const data = {
      ...{ kind: "quiz" as const, subject: this.id },
      ...(this.#endpoint && { endpoint: this.#endpoint }),
    };
    return {
      "text/plain": formText(this.questions, text),
      "text/html": formHtml(this.questions, data, text),
    };
  }
}

/** The choices' order differs from member to member, and stays the same for each. */
export const quizSeed = (id: string, member: string | undefined): string =>
  member === undefined ? id : `${member}\n${id}`;

/**
 * The quiz of a section. As the last value of a cell it is a form that grades itself, and records the answers where the
 * notebook's kernel runs on this machine; `answer` always does.
 *
 * @param id the section's number, such as "3.2"
 * @throws CourseError for a section without a quiz, naming those that are near
 */
export async function quiz(id: string, options: RecordOptions = {}): Promise<QuizHandle> {
  const found = findQuiz(id);
  const recording = await withMember(options);
  return new QuizHandle(found, await answersEndpoint(recording), recording);
}
