import { types } from "node:util";
import { type Exercise, WrongAnswer } from "./define-exercise.ts";
import { ExerciseSetupError } from "./shared.ts";

/** What came of a check. */
export type Outcome =
  | { readonly status: "correct" }
  | { readonly status: "unanswered" }
  | { readonly status: "wrong"; readonly reason: string };

/**
 * Checks an answer; `undefined` counts as not answered yet. What the answer throws becomes the reason why it is wrong.
 *
 * @throws ExerciseSetupError where the check itself lacks something, a model for example
 */
export async function checkAnswer<Answer>(exercise: Exercise<Answer>, answer: unknown): Promise<Outcome> {
  if (answer === undefined) return { status: "unanswered" };
  if (types.isPromise(answer)) {
    answer.catch(() => {}); // it is not ours, and nobody else may be waiting for it
    return { status: "wrong", reason: "This is a promise. Put `await` before what you give to `check`." };
  }
  const { timeLimit = 120_000 } = exercise;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const reason = `It took longer than ${timeLimit / 1000} seconds. Does every promise in it resolve, and every loop end?`;
    timer = setTimeout(() => reject(new WrongAnswer(reason)), timeLimit);
  });
  try {
    await Promise.race([check(exercise, answer as Answer), late]);
    return { status: "correct" };
  } catch (error) {
    if (error instanceof ExerciseSetupError) throw error;
    return { status: "wrong", reason: reasonOf(error) };
  } finally {
    clearTimeout(timer);
  }
}

/** An own function, so that what `check` throws at once is a rejection, too. */
async function check<Answer>(exercise: Exercise<Answer>, answer: Answer): Promise<void> {
  await exercise.check(answer, (reason) => {
    throw new WrongAnswer(reason);
  });
}

function reasonOf(error: unknown): string {
  if (error instanceof WrongAnswer) return error.message;
  return `Your answer, or the check that works with what it gave, stopped with ${describeError(error)}`;
}

/** `TypeError: …`, cut where it is long; of what is no error, its text. */
export function describeError(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : `the value ${String(error)}`;
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}
