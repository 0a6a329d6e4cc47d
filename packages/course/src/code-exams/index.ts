import { CourseError } from "../errors.ts";
import type { CodeExam } from "./code-exam.ts";

const exams: Record<number, () => Promise<CodeExam>> = {
  3: async () => (await import("./chapter-03/index.ts")).chapter3,
  6: async () => (await import("./chapter-06/index.ts")).chapter6,
};

/** @throws CourseError for a chapter without a code exam */
export async function codeExam(chapter: number): Promise<CodeExam> {
  const load = exams[chapter];
  if (!load)
    throw new CourseError(
      `a chapter with a code exam expected, ${Object.keys(exams).join(" or ")}: ${chapter}`,
    );
  return load();
}
