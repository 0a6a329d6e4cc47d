import { existsSync } from "node:fs";
import { constants, copyFile, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CourseError } from "../errors.ts";
import { readEvents, recordEvent } from "../progress/index.ts";
import { projectRoot } from "../run/project.ts";
import type { CodeExam } from "./code-exam.ts";
import { type Grade, gradeProgram } from "./grade.ts";

interface Options {
  member: string;
  /** The repository; default this one. */
  root?: string;
}

const fileOf = (chapter: number, member: string) => `work/${member}/exams/chapter-${chapter}.ts`;

/**
 * Puts the program to complete at `work/<member>/exams/chapter-3.ts`, unless it is there already.
 *
 * @returns the file, below `root`, and whether it is new
 */
export async function writeTemplate(
  { chapter, template }: CodeExam,
  { member, root = projectRoot }: Options,
): Promise<{ file: string; written: boolean }> {
  const file = fileOf(chapter, member);
  await mkdir(dirname(join(root, file)), { recursive: true });
  try {
    await copyFile(template, join(root, file), constants.COPYFILE_EXCL);
    return { file, written: true };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return { file, written: false };
  }
}

/**
 * Grades a member's program by hidden tests and records what came of it.
 *
 * @param options.seed of the tests' inputs; default: how often the member had it graded, and one
 * @throws CourseError where there is no program yet
 */
export async function sitCodeExam(
  exam: CodeExam,
  { member, root = projectRoot, seed, signal }: Options & { seed?: string | undefined; signal?: AbortSignal },
): Promise<Grade & { file: string }> {
  const { chapter } = exam;
  const file = fileOf(chapter, member);
  if (!existsSync(join(root, file)))
    throw new CourseError(
      `no program to grade; write it first, with npx -y pnpm@12 course exam ${chapter} --code: ${file}`,
    );
  const subject = String(chapter);
  const before = await readEvents({ member, kind: "code-exam", root });
  const drawn = seed ?? String(before.filter((event) => event.subject === subject).length + 1);
  const grade = await gradeProgram(exam, join(root, file), drawn, signal ? { signal } : {});
  const failed = grade.tests.filter(({ passed }) => !passed).map(({ name }) => name);
  const result = { passed: grade.passed, tests: grade.tests.length, failed, seed: drawn };
  await recordEvent({ kind: "code-exam", subject, result }, { member, root });
  return { ...grade, file };
}
