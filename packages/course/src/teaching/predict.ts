import { type Displayable, html, jupyterDisplay, type MimeBundle } from "@llm-course/notebook";
import { recordEvent } from "../progress/index.ts";

export type { Guess } from "./describe-gap.ts";

import { describeGap, type Guess } from "./describe-gap.ts";
import { gapPicture } from "./gap-picture.ts";

/** `number` for 3, `boolean` for true: what comes out need not be the very value that was guessed. */
type Widened<T> = T extends number ? number : T extends boolean ? boolean : T extends string ? string : Guess;

export interface PredictOptions {
  /** Of a number, such as "tokens". */
  unit?: string;
}

/** A question whose answer a later cell shows. */
export class Prediction<T extends Guess> implements Displayable {
  readonly subject: string;
  readonly question: string;
  readonly guess: T | undefined;
  readonly #unit: string | undefined;

  constructor(subject: string, question: string, guess: T | undefined, { unit }: PredictOptions) {
    this.subject = subject;
    this.question = question;
    this.guess = guess;
    this.#unit = unit;
  }

  /**
   * What came out beside what was guessed, with the gap. A guess is recorded with the learner's progress; without one
   * nothing is.
   *
   * @param recording for whom and in which repository; by default the current member's
   * @throws TypeError when the guess is of another type than what came out
   */
  async reveal(actual: T, recording: { member?: string; root?: string } = {}): Promise<Displayable> {
    const { guess, subject } = this;
    if (guess !== undefined && typeof guess !== typeof actual) {
      throw new TypeError(
        `the guess for ${subject} is a ${typeof guess}, what came out is a ${typeof actual}; guess anew: ${guess}`,
      );
    }
    const problem =
      guess === undefined
        ? ""
        : await recordEvent({ kind: "prediction", subject, result: { guess, actual } }, recording).then(
            () => "",
            (error: Error) => ` But nothing is recorded: ${error.message}`,
          );
    const text = describeGap(guess, actual, this.#unit) + problem;
    const picture =
      typeof guess === "number" && typeof actual === "number" && gapPicture(guess, actual, text);
    const markup = html`<p>${text}</p>${picture}`;
    return { [jupyterDisplay]: (): MimeBundle => ({ "text/plain": text, "text/html": markup.markup }) };
  }

  [jupyterDisplay](): MimeBundle {
    const { question, guess } = this;
    const state =
      guess === undefined ? "Put your guess into the cell before you go on." : `Your guess: ${guess}`;
    return {
      "text/plain": `${question}\n${state}`,
      "text/html": html`<p><strong>${question}</strong><br>${state}</p>`.markup,
    };
  }
}

/**
 * Asks for a guess before the output is seen: who has committed to a number notices more than who reads one.
 *
 * @param subject what it is recorded under: the section, a dash and a name, such as "1.8-kept"
 * @param guess undefined until the learner writes one
 */
export function predict<T extends Guess = Guess>(
  subject: string,
  question: string,
  guess?: T,
  options: PredictOptions = {},
): Prediction<Widened<T>> {
  return new Prediction<Widened<T>>(subject, question, guess as Widened<T> | undefined, options);
}
