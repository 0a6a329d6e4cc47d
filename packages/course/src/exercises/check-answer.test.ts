import { expect, test } from "vitest";
import { attempt, mustBeFunction } from "./attempt.ts";
import { checkAnswer } from "./check-answer.ts";
import { type Exercise, WrongAnswer } from "./define-exercise.ts";
import { ExerciseSetupError, remembered, shared } from "./shared.ts";

type Double = (value: number) => number | Promise<number>;

const double: Exercise<Double> = {
  ...{
    id: "1.1.1",
    title: "Twice",
    prompt: "Twice.",
    hints: ["2 times"],
    solution: "notebooks/solutions/x.ts",
  },
  timeLimit: 200,
  async check(answer, wrong) {
    mustBeFunction(answer, "(value) => …");
    const given = await attempt("answer(3)", () => answer(3));
    if (given === 3) wrong("`answer(3)` is 3, what it was given.");
    if (given !== 6) throw new WrongAnswer(`\`answer(3)\` is ${given}.`);
  },
};

const reason = async (answer: unknown, exercise: Exercise<Double> = double) => {
  const outcome = await checkAnswer(exercise, answer);
  return outcome.status === "wrong" ? outcome.reason : outcome.status;
};

test("right, wrong, and not answered", async () => {
  expect(await checkAnswer(double, (value: number) => 2 * value)).toEqual({ status: "correct" });
  expect(await checkAnswer(double, undefined)).toEqual({ status: "unanswered" });
  expect(await reason((value: number) => value)).toBe("`answer(3)` is 3, what it was given.");
  expect(await reason((value: number) => value + 1)).toBe("`answer(3)` is 4.");
});

test("says what kind of value was given where a function is asked for", async () => {
  expect(await reason(6)).toMatch(/a function.*of type number/);
  expect(await reason([6])).toMatch(/an array/);
  expect(await reason(null)).toMatch(/null/);
});

test("what a function throws is a reason, with the call", async () => {
  const throwing = () => {
    throw new RangeError("too far");
  };
  expect(await reason(throwing)).toBe("`answer(3)` stopped with RangeError: too far");
  expect(await reason(() => Promise.reject("nothing"))).toBe("`answer(3)` stopped with the value nothing");
});

test("what the check cannot work with is a reason as well", async () => {
  const careless: Exercise<Double> = {
    ...double,
    check: (answer) => void (answer(1) as never as string).trim(),
  };
  expect(await reason(() => 1, careless)).toMatch(/your answer.*stopped with TypeError/i);
});

test("asks for await, and leaves no unhandled rejection", async () => {
  expect(await reason(Promise.reject(new Error("later")))).toMatch(/Put `await` before/);
});

test("what never ends is wrong", async () => {
  expect(await reason(() => new Promise(() => {}))).toMatch(/longer than 0.2 seconds/);
});

test("what the check itself lacks is an error, and is loaded again", async () => {
  let calls = 0;
  const model = shared(async () => {
    if (++calls === 1) throw new Error("no such model");
    return 6;
  });
  const lacking: Exercise<Double> = { ...double, check: async () => void (await model()) };
  await expect(checkAnswer(lacking, () => 6)).rejects.toThrow(ExerciseSetupError);
  await expect(checkAnswer(lacking, () => 6)).resolves.toEqual({ status: "correct" });
  await checkAnswer(lacking, () => 6);
  expect(calls).toBe(2);
});

test("remembers what was computed, and forgets what failed", async () => {
  let calls = 0;
  const length = remembered(async (text: string, times: number) => {
    if (++calls === 1) throw new Error("not yet");
    return text.length * times;
  });
  await expect(length("ab", 3)).rejects.toThrow(/cannot be checked here: not yet/);
  expect(await Promise.all([length("ab", 3), length("ab", 3), length("ab", 2)])).toEqual([6, 6, 4]);
  expect(calls).toBe(3);
});
