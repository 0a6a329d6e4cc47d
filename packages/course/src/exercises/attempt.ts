import { describeError } from "./check-answer.ts";
import { WrongAnswer } from "./define-exercise.ts";
import { ExerciseSetupError } from "./shared.ts";

/**
 * Calls the learner's function within a check. What it throws becomes a reason that says for which call.
 *
 * @param shown the call as a learner would write it, `answer([101, 102])`
 * @throws WrongAnswer
 */
export async function attempt<Value>(shown: string, call: () => Value | Promise<Value>): Promise<Value> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof WrongAnswer || error instanceof ExerciseSetupError) throw error;
    throw new WrongAnswer(`\`${shown}\` stopped with ${describeError(error)}`);
  }
}

/**
 * Rejects what is no function, so that a check need not say it again.
 *
 * @param shown the function as the prompt has it, `(ids, length) => …`
 * @throws WrongAnswer
 */
export function mustBeFunction(answer: unknown, shown: string): void {
  if (typeof answer === "function") return;
  const given = answer === null ? "null" : Array.isArray(answer) ? "an array" : `of type ${typeof answer}`;
  throw new WrongAnswer(
    `The answer is a function, \`${shown}\`; what you gave is ${given}. Give the function itself, do not call it.`,
  );
}
