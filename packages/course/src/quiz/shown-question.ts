import type { Choice, Question } from "./bank-schema.ts";
import { shuffle } from "./shuffle.ts";

export interface ShownChoice extends Choice {
  /** "a" is the first one shown. */
  letter: string;
  /** Its place in the bank, which is what is recorded. */
  index: number;
}

/** A question with its choices in the order that a learner sees. */
export interface ShownQuestion extends Omit<Question, "choices"> {
  /** From 1. */
  number: number;
  choices: readonly ShownChoice[];
}

/** Choices are shuffled by the seed; True and False stay in order, and so do the questions. */
export function showQuestions(questions: readonly Question[], seed: string): ShownQuestion[] {
  return questions.map((question, i) => {
    const choices = question.choices.map((choice, index) => ({ ...choice, index }));
    const order = question.type === "boolean" ? choices : shuffle(choices, `${seed}\n${question.id}`);
    const lettered = order.map((choice, place) => ({ ...choice, letter: String.fromCharCode(97 + place) }));
    return { ...question, number: i + 1, choices: lettered };
  });
}

/** Whether all right choices and no others were chosen, by their places in the bank. */
export function isRight({ choices }: ShownQuestion, chosen: readonly number[]): boolean {
  return choices.every(({ correct, index }) => correct === chosen.includes(index));
}
