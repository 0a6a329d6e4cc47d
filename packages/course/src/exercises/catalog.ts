import { nearest } from "@llm-course/hub";
import { CourseError } from "../errors.ts";
import { chapter01 } from "./chapter-01/index.ts";
import { chapter02 } from "./chapter-02/index.ts";
import { chapter03 } from "./chapter-03/index.ts";
import { chapter04 } from "./chapter-04/index.ts";
import { chapter05 } from "./chapter-05/index.ts";
import { chapter06 } from "./chapter-06/index.ts";
import type { Exercise } from "./define-exercise.ts";

// Ids alone cost nothing: what an exercise imports is loaded with it.
const exercises = {
  ...chapter01,
  ...chapter02,
  ...chapter03,
  ...chapter04,
  ...chapter05,
  ...chapter06,
};

/** An exercise there is. */
export type ExerciseId = keyof typeof exercises;

/** The type that a right answer to an exercise has. */
export type AnswerTo<Id extends ExerciseId> =
  Awaited<ReturnType<(typeof exercises)[Id]>> extends Exercise<infer Answer> ? Answer : never;

// A check takes an answer of its own type; who asks by an id knows no type, and `checkAnswer` is for that.
type Load = () => Promise<Exercise<never>>;

const catalog: ReadonlyMap<string, Load> = new Map<string, Load>(Object.entries(exercises));

/** The ids of all exercises, in the order of the course; a chapter's practical comes last. */
export const exerciseIds: readonly string[] = [...catalog.keys()];

/** @throws CourseError for an id that no exercise has, with those it may have been meant to be */
export function requireExerciseId(id: string): void {
  if (catalog.has(id)) return;
  throw new CourseError(
    `no exercise of this id; expected the section and a number, nearest: ${nearest(id, exerciseIds).join(", ")}: ${id}`,
  );
}

/** @throws CourseError as `requireExerciseId` */
export async function loadExercise(id: string): Promise<Exercise<unknown>> {
  requireExerciseId(id);
  return (await (catalog.get(id) as Load)()) as Exercise<unknown>;
}
