import type { Chapter, Section } from "./chapters.ts";

/** The ids of a section's exercises, in order: `5.3.1`, `5.3.2`. */
export function exerciseIds({ number, exercises = 0 }: Section): string[] {
  return Array.from({ length: exercises }, (_, i) => `${number}.${i + 1}`);
}

/** The ids of all of a chapter's exercises, its practical last. */
export function chapterExerciseIds({ number, practical, sections }: Chapter): string[] {
  return [...sections.flatMap(exerciseIds), ...(practical ? [`${number}.practical`] : [])];
}
