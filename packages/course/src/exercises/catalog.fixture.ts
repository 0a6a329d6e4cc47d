// Checks the exercises that its arguments name, in Node itself, as a notebook's kernel does; writes a report to stdout.
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { projectRoot } from "../run/project.ts";
import { loadExercise } from "./catalog.ts";
import { checkAnswer, type Outcome } from "./check-answer.ts";
import type { WrongAnswerCase } from "./define-exercise.ts";

/** What came of all answers to one exercise. */
export interface ExerciseReport {
  readonly id: string;
  readonly title: string;
  readonly texts: readonly string[];
  /** Our answer, checked twice. */
  readonly solution: readonly Outcome[];
  readonly unanswered: Outcome;
  readonly nonsense: readonly Outcome[];
  readonly wrong: readonly { name: string; outcome: Outcome; asSaid: boolean; saysAnything: boolean }[];
}

/** What no exercise takes, whatever it asks for. */
const nonsense: readonly unknown[] = [
  ...[null, 0, "", "answer", {}, [], true, Symbol("x")],
  () => undefined,
  () => null,
  () => Promise.reject(new Error("no idea")),
  new Proxy({}, { get: () => "everything" }),
];

const load = async (path: string) => import(pathToFileURL(path).href) as Promise<Record<string, unknown>>;

async function report(id: string): Promise<ExerciseReport> {
  const exercise = await loadExercise(id);
  const [chapter, name] = [basename(dirname(exercise.solution)), basename(exercise.solution, ".ts")];
  const [ours, theirs] = await Promise.all([
    load(join(projectRoot, exercise.solution)),
    load(join(import.meta.dirname, `chapter-${chapter}`, `${name}.wrong.ts`)),
  ]);
  const check = (answer: unknown) => checkAnswer(exercise, answer);
  const inTurn = async (answers: readonly unknown[]) => {
    const outcomes: Outcome[] = [];
    for (const answer of answers) outcomes.push(await check(answer));
    return outcomes;
  };
  const cases = theirs.wrong as WrongAnswerCase<unknown>[];
  const outcomes = await inTurn(cases.map(({ answer }) => answer));
  return {
    ...{ id: exercise.id, title: exercise.title, texts: [exercise.prompt, ...exercise.hints] },
    solution: await inTurn([ours.answer, ours.answer]),
    unanswered: await check(undefined),
    nonsense: await inTurn(nonsense),
    wrong: cases.map(({ name, says }, i) => {
      const outcome = outcomes[i] as Outcome;
      const asSaid = outcome.status === "wrong" && says.test(outcome.reason);
      return { name, outcome, asSaid, saysAnything: says.test("") };
    }),
  };
}

if (import.meta.main) {
  console.log = console.warn = console.error; // stdout is the report's
  const reports: ExerciseReport[] = [];
  for (const id of process.argv.slice(2)) {
    const started = performance.now();
    reports.push(await report(id));
    console.error(`${id}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
  }
  process.stdout.write(JSON.stringify(reports));
}
