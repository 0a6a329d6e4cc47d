import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { writeAtomically } from "./write-atomically.ts";

const report = z.object({
  testResults: z.array(
    z.object({ assertionResults: z.array(z.object({ title: z.string(), status: z.string() })) }),
  ),
});

const file = (output: string): string => join(output, "tested-capabilities.json");

/**
 * The capabilities that a run of the tests proved. What no notebook can show, because it is around them (quizzes, exams,
 * progress), is proved by tests that name the id in their titles: `test("choices are shuffled by a seed [C13-03]", …)`.
 *
 * @param json vitest's JSON report
 * @returns ids of which a test passed and none failed, sorted
 */
export function testedCapabilities(json: string): string[] {
  const tests = report
    .parse(JSON.parse(json))
    .testResults.flatMap(({ assertionResults }) => assertionResults);
  const named = (status: string) =>
    tests
      .filter((test) => test.status === status)
      .flatMap(({ title }) => [...title.matchAll(/\[(C\d\d-\d\d)\]/g)].map(([, id = ""]) => id));
  return [...new Set(named("passed")).difference(new Set(named("failed")))].sort();
}

/** Stores what the last run of all tests proved, for `course coverage`. */
export async function storeTestedCapabilities(output: string, ids: string[]): Promise<void> {
  await mkdir(output, { recursive: true });
  await writeAtomically(file(output), `${JSON.stringify(ids, null, 2)}\n`);
}

/** What the last run of all tests proved; nothing when there was none. */
export async function readTestedCapabilities(output: string): Promise<string[]> {
  return z.array(z.string()).parse(JSON.parse(await readFile(file(output), "utf8").catch(() => "[]")));
}
