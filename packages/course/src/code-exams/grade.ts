import { alike } from "../exercises/checking/alike.ts";
import type { CodeExam, TestCase } from "./code-exam.ts";
import { type RunProgramOptions, runProgram } from "./run-program.ts";

export interface TestResult {
  name: string;
  passed: boolean;
  /** Why it did not pass, and where to look. */
  feedback?: string;
}

export interface Grade {
  passed: boolean;
  tests: readonly TestResult[];
  printed: string;
}

/** Sums may be taken in another order; what should be zero need not be it to the last digit. */
const tolerance = { relative: 1e-6, least: 1 };

/**
 * Grades a program by hidden tests: its functions run in a process that may do nothing else, and what they return is
 * compared here.
 */
export async function gradeProgram(
  exam: CodeExam,
  file: string,
  seed: string,
  options: RunProgramOptions = {},
): Promise<Grade> {
  const cases = exam.tests(seed);
  const run = await runProgram(
    file,
    cases.map(({ call, args }) => ({ call, args })),
    options,
  );
  const tests = cases.map((test, i): TestResult => {
    const result = run.results.get(i);
    if (!result) return { name: test.name, passed: false, feedback: `not run to its end: ${run.end}` };
    if ("error" in result) return { name: test.name, passed: false, feedback: `it threw ${result.error}` };
    if (alike(result.value, test.expected, tolerance)) return { name: test.name, passed: true };
    return { name: test.name, passed: false, feedback: difference(test, result.value) };
  });
  return { passed: tests.every(({ passed }) => passed), tests, printed: run.printed };
}

function difference({ call, args, expected, hint }: TestCase, value: unknown): string {
  return [
    hint,
    `${call}(${args.map(short).join(", ")})`,
    `expected: ${short(expected)}`,
    `returned: ${short(value)}`,
  ].join("\n");
}

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 300 ? `${text.slice(0, 299)}…` : text;
}
