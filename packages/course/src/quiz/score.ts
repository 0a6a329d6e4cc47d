import type { AnswerGiven } from "./record/record-answer.ts";
import { isRight, type ShownQuestion } from "./shown-question.ts";

/** How a quiz went, by the last answer to each question. */
export class Score {
  readonly quiz: string;
  readonly right: number;
  readonly answered: number;
  readonly total: number;
  /** Numbers of the questions that were not answered rightly yet. */
  readonly open: readonly number[];

  /**
   * Graded anew from the choices, since a bank may have changed: answers to questions and choices that it has no more
   * do not count.
   *
   * @param answers the oldest first
   */
  constructor(quiz: string, questions: readonly ShownQuestion[], answers: readonly AnswerGiven[]) {
    const last = new Map(answers.map((answer) => [answer.question, answer.choices]));
    const graded = questions.map((question) => {
      const chosen = last.get(question.id);
      const known = chosen?.every((choice) => choice < question.choices.length);
      return { number: question.number, right: known && chosen ? isRight(question, chosen) : undefined };
    });
    this.quiz = quiz;
    this.right = graded.filter(({ right }) => right).length;
    this.answered = graded.filter(({ right }) => right !== undefined).length;
    this.total = questions.length;
    this.open = graded.filter(({ right }) => !right).map(({ number }) => number);
  }

  toString(): string {
    const rest = this.open.length > 0 ? `; still to get right: ${this.open.join(", ")}` : "";
    return `Quiz ${this.quiz}: ${this.right} of ${this.total} right, ${this.answered} answered${rest}`;
  }

  [Symbol.for("Jupyter.display")](): Record<string, string> {
    return { "text/plain": this.toString() };
  }
}
