export { attempt, mustBeFunction } from "./attempt.ts";
export { type AnswerTo, type ExerciseId, exerciseIds, loadExercise } from "./catalog.ts";
export { checkAnswer, type Outcome } from "./check-answer.ts";
export {
  defineExercise,
  type Exercise,
  type Wrong,
  WrongAnswer,
  type WrongAnswerCase,
} from "./define-exercise.ts";
export { type ExerciseHandle, exercise } from "./exercise.ts";
export { ExerciseSetupError } from "./shared.ts";
export type { Verdict } from "./verdict.ts";
