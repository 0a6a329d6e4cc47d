import { z } from "zod";

/** What a part of the test run counts to; a skipped test's line is its reason and its name without it. */
export interface Outcome {
  passed: number;
  failed: number;
  skipped: string[];
}

const test = z.object({ fullName: z.string(), title: z.string(), status: z.string() });
const report = z.object({
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(test) })),
});

const reason = /\s*\(?skipped[^:]*: (.+?)\)?$/;

const skipped = ({ title, fullName }: z.infer<typeof test>): string =>
  `${reason.exec(title)?.[1] ?? "no reason given"} (${fullName.replace(reason, "")})`;

/** Counts a vitest JSON report. A file that fails outside its tests, because it cannot be loaded, counts as one failure. */
export function vitestOutcome(json: string): Outcome {
  const files = report.parse(JSON.parse(json)).testResults;
  const tests = files.flatMap(({ assertionResults }) => assertionResults);
  const failed = tests.filter(({ status }) => status === "failed").length;
  const broken = files.filter(
    ({ status, assertionResults }) =>
      status === "failed" && !assertionResults.some((result) => result.status === "failed"),
  ).length;
  return {
    passed: tests.filter(({ status }) => status === "passed").length,
    failed: failed + broken,
    skipped: tests.filter(({ status }) => status !== "passed" && status !== "failed").map(skipped),
  };
}
