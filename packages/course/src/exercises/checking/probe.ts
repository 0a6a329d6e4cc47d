import { attempt } from "../attempt.ts";
import { WrongAnswer } from "../define-exercise.ts";
import { show } from "../show.ts";
import { alike } from "./alike.ts";
import { difference } from "./difference.ts";

export type Awaitable<T> = T | Promise<T>;

/** @throws WrongAnswer unless both are the same: what it is about, what was given and what is right */
export function expectSame(given: unknown, expected: unknown, why: string): void {
  if (!alike(given, expected))
    throw new WrongAnswer(`${why} Your answer gives ${difference(given, expected)}`);
}

/** A call of the learner's function, and what must come of it. */
export interface Probe<Args extends readonly unknown[], Result> {
  /** Plain data, and different from what the prompt shows. */
  readonly args: Args;
  readonly expected: Result;
  /** What this call is about, as a sentence: the first thing to look at if it fails. */
  readonly why: string;
}

/**
 * Calls the learner's function with data of its own, and looks at what it gives and at what it has left of its arguments.
 *
 * @throws WrongAnswer with the call, and what comes of it
 */
export async function probe<Args extends readonly unknown[], Result>(
  answer: (...args: Args) => Awaitable<unknown>,
  { args, expected, why }: Probe<Args, Result>,
): Promise<void> {
  const handed = structuredClone(args) as Args;
  const call = `answer(${args.map(show).join(", ")})`;
  const given = await attempt(call, () => answer(...handed));
  if (!alike(given, expected))
    throw new WrongAnswer(`${why} \`${call}\` gives ${difference(given, expected)}`);
  if (!alike(handed, args))
    throw new WrongAnswer(
      `Your function changes what it was given, which others may still need, in \`${call}\`.`,
    );
}
